//! The pages about terms, services, signals and rules, as Markdown.
//!
//! Every face of the product (hover, completion documentation, `fingerpost explain`) shows these texts.

use std::fmt::Write as _;

use super::identifier;
use crate::knowledge::names::Named;
use crate::knowledge::schema::{Claim, RenameKind, Service, Signal, Topic};
use crate::knowledge::{Knowledge, Status, Term, sources};
use crate::rules;

/// The page about a service, term, signal or rule, by id or any of its names; letter case does not count.
pub fn explain(knowledge: &Knowledge, query: &str) -> Option<String> {
    let query = query.trim();
    let is = |name: &str| name.eq_ignore_ascii_case(query);
    let service = knowledge.services.iter().find(|service| {
        is(service.id.as_ref())
            || is(&service.name)
            || service.names.iter().chain(&service.ambiguous_names).any(|name| is(name))
    });
    if let Some(service) = service {
        return Some(self::service(service, knowledge, Length::Full));
    }
    if let Some(signal) = knowledge.signals.iter().find(|signal| is(signal.id.as_ref())) {
        return Some(self::signal(signal, knowledge));
    }
    if let Some((id, severity, summary, documentation)) = rules::documented().find(|(id, ..)| is(id)) {
        return Some(format!("**{id}** · {}\n\n{summary}\n\n{documentation}", severity.name()));
    }
    // An identifier has a page that says what its term says, and more.
    if let Some(page) = identifier::of_word(query, knowledge) {
        return Some(page);
    }
    let by_name =
        |names: fn(&Term) -> &Vec<String>| knowledge.terms.iter().find(|term| names(term).iter().any(|name| is(name)));
    let term = knowledge
        .terms
        .iter()
        .find(|term| is(term.id.as_ref()) || is(&term.name))
        .or_else(|| by_name(|term| &term.aliases))
        .or_else(|| by_name(|term| &term.context_aliases));
    term.map(|term| self::term(term, knowledge))
}

/// Up to five names that look like the query.
pub fn suggestions(knowledge: &Knowledge, query: &str) -> Vec<String> {
    let query = query.trim().to_lowercase();
    let services = knowledge.services.iter().flat_map(|service| [service.id.as_ref().as_str(), &service.name]);
    let terms = knowledge.terms.iter().flat_map(|term| {
        [term.id.as_ref().as_str(), term.name.as_str()].into_iter().chain(term.aliases.iter().map(String::as_str))
    });
    let signals = knowledge.signals.iter().map(|signal| signal.id.as_ref().as_str());
    let rules = rules::documented().map(|(id, ..)| id);
    let mut near: Vec<(u32, &str)> = services
        .chain(terms)
        .chain(signals)
        .chain(rules)
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let likeness = if lower.contains(&query) { 0.95 } else { strsim::jaro_winkler(&lower, &query) };
            // Parts per million, so that the order is total.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a likeness lies between 0 and 1"
            )]
            let distance = ((1.0 - likeness) * 1e6) as u32;
            (likeness > 0.8).then_some((distance, name))
        })
        .collect();
    near.sort_unstable();
    near.dedup_by_key(|(_, name)| name.to_owned());
    near.into_iter().map(|(_, name)| name.to_owned()).take(5).collect()
}

/// A term: what it is, whose it is, what stands for it on the other side, when a design uses it.
pub fn term(term: &Term, knowledge: &Knowledge) -> String {
    let owner = knowledge.owner_name(&term.owner).unwrap_or(match term.owner.as_str() {
        crate::knowledge::SHARED => "several services",
        _ => "another service",
    });
    let link = term.link.as_ref().map(|link| format!("[Documentation]({link}) · ")).unwrap_or_default();
    let about = about(term, knowledge);
    format!("**{}** · {owner} · {}\n\n{about}\n{link}checked {}", term.name, term.kind.name(), term.checked)
}

/// The page of a term without its title and source.
pub(super) fn about(term: &Term, knowledge: &Knowledge) -> String {
    let mut text = format!("{}\n", term.definition);
    if term.status != Status::Active {
        let note = term.status_note.as_deref().unwrap_or_default();
        let _ = write!(text, "\n⚠ *{}:* {note}\n", sentence_case(term.status.name()));
    }
    if let Some(other) = term.counterpart.as_deref().and_then(|id| knowledge.term(id)) {
        let owner = knowledge.owner_name(&other.owner).unwrap_or("the other service");
        let _ = write!(text, "\n*In {owner}:* {}", other.name);
        match &term.counterpart_note {
            Some(note) => {
                let _ = writeln!(text, ". {note}");
            }
            None => text.push('\n'),
        }
    } else if let Some(note) = &term.counterpart_note {
        let _ = write!(text, "\n*Counterpart:* {note}\n");
    }
    if let Some(usage) = &term.usage {
        let _ = write!(text, "\n*In a design:* {usage}\n");
    }
    if let Some(pitfall) = &term.pitfall {
        let _ = write!(text, "\n*Careful:* {pitfall}\n");
    }
    text
}

/// Of each topic in a hover; the page has all.
const MOST_CLAIMS_IN_BRIEF: usize = 2;

/// How much of a page to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// Fits a screen as a hover: the first sentence of the first claims, and no table.
    Brief,
    Full,
}

/// A service: purpose, strengths, audience, when to choose it, and how it compares.
pub fn service(service: &Service, knowledge: &Knowledge, length: Length) -> String {
    let shown = |claim: &Claim| match length {
        Length::Full => claim.statement.clone(),
        Length::Brief => first_sentence(&claim.statement).to_owned(),
    };
    let mut text = format!("**{}**\n", service.name);
    let about = |topic: Topic| service.claims.iter().filter(move |claim| claim.topic == topic);
    for claim in about(Topic::Purpose).chain(about(Topic::PrimaryUse)) {
        let _ = write!(text, "\n{}\n", shown(claim));
    }
    for (topic, heading) in
        [(Topic::Strength, "Strengths"), (Topic::Audience, "For"), (Topic::ChooseWhen, "Choose it when")]
    {
        let most = if length == Length::Brief { MOST_CLAIMS_IN_BRIEF } else { usize::MAX };
        let claims: Vec<&Claim> = about(topic).take(most).collect();
        if claims.is_empty() {
            continue;
        }
        let _ = write!(text, "\n*{heading}*\n\n");
        for claim in claims {
            let _ = writeln!(text, "- {}", shown(claim));
        }
    }
    for comparison in &knowledge.comparisons {
        if length == Length::Full && comparison.services.iter().any(|id| id == &service.id) {
            let _ = write!(text, "\n{}\n{}\n", table(comparison, knowledge), comparison.relation);
        }
    }
    let link = service.link.as_ref().map(|link| format!("[Documentation]({link}) · checked {}", service.checked));
    let more = (length == Length::Brief).then(|| format!("more: `fingerpost explain {}`", service.id.as_ref()));
    let last: Vec<String> = link.into_iter().chain(more).collect();
    let _ = write!(text, "\n{}", last.join(" · "));
    text
}

fn table(comparison: &crate::knowledge::schema::Comparison, knowledge: &Knowledge) -> String {
    let ids: Vec<&str> = comparison.services.iter().map(|id| id.as_ref().as_str()).collect();
    let name = |id: &&str| knowledge.service(id).map_or(*id, |service| service.short_name.as_str()).to_owned();
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = row(std::iter::once(String::new()).chain(ids.iter().map(name)).collect());
    text.push_str(&row(vec!["---".to_owned(); ids.len() + 1]));
    for line in &comparison.rows {
        let cells = ids.iter().map(|id| line.cells.get(*id).cloned().unwrap_or_default());
        text.push_str(&row(std::iter::once(line.aspect.clone()).chain(cells).collect()));
    }
    text
}

/// A signal: where it points and why, with sentences in which it speaks and in which it does not.
pub fn signal(signal: &Signal, knowledge: &Knowledge) -> String {
    let name = |id: &str| knowledge.service(id).map_or_else(|| id.to_owned(), |service| service.name.clone());
    let mut text = format!(
        "**{}** · {} · {}\n\nPoints to {}. {}\n",
        sentence_case(&signal.title),
        signal.id.as_ref(),
        signal.strength.name(),
        name(&signal.points_to),
        signal.why
    );
    if let Some(except) = &signal.except {
        let _ = write!(text, "\n*Unless:* {except}\n");
    }
    if let Some(negated) = &signal.negated {
        let _ = write!(text, "\n*Its denial* points to {} ({}).\n", name(&negated.points_to), negated.strength.name());
    }
    for (heading, sentences) in [("Speaks", &signal.fires), ("Stays silent", &signal.silent)] {
        let _ = write!(text, "\n*{heading}*\n\n");
        for sentence in sentences {
            let _ = writeln!(text, "- {}", sentence.as_ref());
        }
    }
    let _ = write!(text, "\n*Source:* {}, checked {}", sources(&signal.source), signal.checked);
    text
}

/// What there is to say about an old or wrong name, in one paragraph.
pub fn note(named: Named, knowledge: &Knowledge) -> Option<String> {
    let since = |date: &Option<String>| date.as_ref().map(|date| format!(" (since {date})")).unwrap_or_default();
    Some(match named {
        Named::Rename(index) => {
            let rename = knowledge.renames.get(index)?;
            let verb = match rename.kind {
                RenameKind::Renamed => "Now called",
                RenameKind::Misspelt => "Written",
            };
            let note = rename.note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
            format!("⚠ {verb} **{}**{}.{note}", rename.to, since(&rename.since))
        }
        Named::Closure(index) => {
            let closure = knowledge.closures.get(index)?;
            let successor =
                closure.successor.as_ref().map(|successor| format!(" Use {successor} instead.")).unwrap_or_default();
            format!("⚠ {}{}. {}{successor}", sentence_case(closure.status.name()), since(&closure.since), closure.note)
        }
        Named::Misattribution(index) => {
            let misattribution = knowledge.misattributions.get(index)?;
            format!("⚠ This is **{}**. {}", misattribution.right, misattribution.why)
        }
        Named::Service(_) | Named::Term(_) | Named::Context(_) | Named::Foreign(_) => return None,
    })
}

/// The text up to the first full stop that ends a sentence.
fn first_sentence(text: &str) -> &str {
    let end = text.find(". ").map(|index| index + 1);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

fn sentence_case(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}
