//! What TOML and serde cannot check: references, dates, counts of examples, links.

use std::collections::BTreeSet;

use super::schema::{Combination, Spanned, Status};
use super::{ADJACENT, Knowledge, SHARED};
use crate::problem::Problem;

/// Sentences that must fire, and that must stay silent, for each signal.
const SIGNAL_EXAMPLES: (usize, usize) = (4, 3);
/// The same for names.
const NAME_EXAMPLES: (usize, usize) = (2, 2);

pub(super) fn validate(knowledge: &Knowledge, problems: &mut Vec<Problem>) {
    let mut check = Check { knowledge, problems };
    check.services();
    check.comparisons();
    check.terms();
    check.signals();
    check.names();
}

struct Check<'a> {
    knowledge: &'a Knowledge,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    fn report(&mut self, entry: &str, at: &Spanned<String>, message: String) {
        self.problems.push(self.knowledge.problem_in(entry, at.span(), message));
    }

    fn provenance(&mut self, entry: &str, at: &Spanned<String>, source: &[String], checked: &str) {
        let id = at.as_ref();
        if source.is_empty() {
            self.report(entry, at, format!("`{id}` has no source; name a page or a package, or leave the fact out"));
        }
        if !is_date(checked) {
            self.report(entry, at, format!("`{id}`: checked = \"{checked}\" is not a date; write it as YYYY-MM-DD"));
        }
    }

    fn link(&mut self, entry: &str, at: &Spanned<String>, link: Option<&String>) {
        if let Some(link) = link
            && !link.starts_with("https://")
        {
            self.report(entry, at, format!("`{}`: the link `{link}` does not begin with https://", at.as_ref()));
        }
    }

    fn service_id(&mut self, entry: &str, at: &Spanned<String>, id: &str) {
        if self.knowledge.service(id).is_none() {
            let known: Vec<_> = self.knowledge.services.iter().map(|service| service.id.as_ref().as_str()).collect();
            self.report(
                entry,
                at,
                format!("`{}` names the service `{id}`; the services are {}", at.as_ref(), known.join(", ")),
            );
        }
    }

    fn examples(&mut self, entry: &str, at: &Spanned<String>, counts: (usize, usize), least: (usize, usize)) {
        if counts.0 < least.0 || counts.1 < least.1 {
            self.report(
                entry,
                at,
                format!(
                    "`{}` has {} sentences under `fires` and {} under `silent`; at least {} and {} are needed",
                    at.as_ref(),
                    counts.0,
                    counts.1,
                    least.0,
                    least.1
                ),
            );
        }
    }

    fn services(&mut self) {
        for service in &self.knowledge.services {
            let entry = format!("service:{}", service.id.as_ref());
            self.provenance(&entry, &service.id, &service.source, &service.checked);
            self.link(&entry, &service.id, service.link.as_ref());
            for claim in &service.claims {
                self.provenance(&entry, &claim.id, &claim.source, &claim.checked);
            }
        }
    }

    fn comparisons(&mut self) {
        for comparison in &self.knowledge.comparisons {
            let entry = format!("comparison:{}", comparison.relation_id);
            for service in &comparison.services {
                self.service_id(&entry, service, service.as_ref());
            }
            for combination in &comparison.combinations {
                self.combination(&entry, combination);
            }
            for row in &comparison.rows {
                self.provenance(&entry, &row.id, &row.source, &row.checked);
                for service in &comparison.services {
                    if !row.cells.contains_key(service.as_ref()) {
                        self.report(
                            &entry,
                            &row.id,
                            format!("row `{}` has no cell for `{}`", row.id.as_ref(), service.as_ref()),
                        );
                    }
                }
            }
        }
    }

    fn combination(&mut self, entry: &str, combination: &Combination) {
        let id = &combination.id;
        self.provenance(entry, id, &combination.source, &combination.checked);
        for (service, signals) in &combination.signals {
            self.service_id(entry, id, service);
            if !combination.parts.contains_key(service) {
                self.report(entry, id, format!("`{}` does not say under `parts` what `{service}` does", id.as_ref()));
            }
            for signal in signals.iter().filter(|signal| self.knowledge.signal(signal).is_none()) {
                self.problems.push(self.knowledge.problem_in(
                    entry,
                    id.span(),
                    format!("`{}` names the signal `{signal}`, which does not exist; use an id", id.as_ref()),
                ));
            }
        }
    }

    fn terms(&mut self) {
        let ids: BTreeSet<&str> = self.knowledge.terms.iter().map(|term| term.id.as_ref().as_str()).collect();
        for term in &self.knowledge.terms {
            let entry = format!("term:{}", term.id.as_ref());
            self.provenance(&entry, &term.id, &term.source, &term.checked);
            self.link(&entry, &term.id, term.link.as_ref());
            if term.owner != SHARED && term.owner != ADJACENT && self.knowledge.owning_service(&term.owner).is_none() {
                self.report(
                    &entry,
                    &term.id,
                    format!(
                        "`{}` has the owner `{}`; use a service id, a product id, `{SHARED}` or `{ADJACENT}`",
                        term.id.as_ref(),
                        term.owner
                    ),
                );
            }
            if let Some(counterpart) = &term.counterpart
                && !ids.contains(counterpart.as_str())
            {
                self.report(
                    &entry,
                    &term.id,
                    format!(
                        "`{}` names the counterpart `{counterpart}`, which is no term; use an id or `counterpart_note`",
                        term.id.as_ref()
                    ),
                );
            }
            if term.status != Status::Active && term.status_note.is_none() {
                self.report(
                    &entry,
                    &term.id,
                    format!("`{}` is {} but has no status_note", term.id.as_ref(), term.status.name()),
                );
            }
        }
    }

    fn signals(&mut self) {
        for signal in &self.knowledge.signals {
            let entry = format!("signal:{}", signal.id.as_ref());
            self.provenance(&entry, &signal.id, &signal.source, &signal.checked);
            self.service_id(&entry, &signal.id, &signal.points_to);
            if let Some(negated) = &signal.negated {
                self.service_id(&entry, &signal.id, &negated.points_to);
            }
            if signal.patterns.is_empty() {
                self.report(&entry, &signal.id, format!("`{}` has no pattern", signal.id.as_ref()));
            }
            self.examples(&entry, &signal.id, (signal.fires.len(), signal.silent.len()), SIGNAL_EXAMPLES);
        }
        for neutral in &self.knowledge.neutral {
            let entry = format!("neutral:{}", neutral.phrase.as_ref());
            self.provenance(&entry, &neutral.phrase, &neutral.source, &neutral.checked);
        }
    }

    fn names(&mut self) {
        let knowledge = self.knowledge;
        let renames =
            knowledge.renames.iter().map(|name| (&name.id, &name.fires, &name.silent, &name.source, &name.checked));
        let closures =
            knowledge.closures.iter().map(|name| (&name.id, &name.fires, &name.silent, &name.source, &name.checked));
        let misattributions = knowledge
            .misattributions
            .iter()
            .map(|name| (&name.id, &name.fires, &name.silent, &name.source, &name.checked));
        let claims = knowledge
            .dated_claims
            .iter()
            .map(|name| (&name.id, &name.fires, &name.silent, &name.source, &name.checked));
        for (id, fires, silent, source, checked) in renames.chain(closures).chain(misattributions).chain(claims) {
            let entry = format!("name:{}", id.as_ref());
            self.provenance(&entry, id, source, checked);
            self.examples(&entry, id, (fires.len(), silent.len()), NAME_EXAMPLES);
        }
        for misattribution in &knowledge.misattributions {
            let entry = format!("name:{}", misattribution.id.as_ref());
            if knowledge.owning_service(&misattribution.owner).is_none() {
                self.report(
                    &entry,
                    &misattribution.id,
                    format!(
                        "`{}` has the owner `{}`, which is no service or product",
                        misattribution.id.as_ref(),
                        misattribution.owner
                    ),
                );
            }
        }
    }
}

/// `YYYY-MM-DD` with a month and a day that exist.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut number = |digits: usize| {
        parts
            .next()
            .filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|part| part.parse::<u16>().ok())
    };
    let (year, month, day) = (number(4), number(2), number(2));
    year.is_some()
        && month.is_some_and(|month| (1..=12).contains(&month))
        && day.is_some_and(|day| (1..=31).contains(&day))
}
