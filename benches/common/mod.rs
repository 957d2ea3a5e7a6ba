//! What the benchmarks share: documents to measure with, and medians.
#![expect(
    clippy::print_stdout,
    clippy::format_push_string,
    reason = "a benchmark prints its table and is not in a hurry before"
)]
#![allow(dead_code, clippy::allow_attributes, reason = "each benchmark uses a part of this")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use fingerpost::analysis::{Date, Snapshot};
use fingerpost::config::Config;
use fingerpost::document::Document;

/// The sizes at which everything is measured.
pub(crate) const SIZES: [(&str, usize); 3] = [("10 KB", 10_000), ("100 KB", 100_000), ("1 MB", 1_000_000)];

/// A small generator of numbers (`splitmix64`): the same documents on every machine.
#[derive(Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((number ^ (number >> 31)) % u64::try_from(bound).unwrap_or(1)).unwrap_or(0)
    }

    fn pick(&mut self, list: &[&'static str]) -> &'static str {
        list.get(self.below(list.len())).copied().unwrap_or_default()
    }
}

const SUBJECTS: &[&str] = &[
    "claims handlers",
    "the back office",
    "a customer",
    "the night shift",
    "the audit team",
    "every branch",
    "the mobile app",
    "the call centre",
];
const VERBS: &[&str] = &["reads", "approves", "forwards", "archives", "compares", "annotates", "corrects", "exports"];
const OBJECTS: &[&str] = &[
    "the letters of the last quarter",
    "each invoice above the limit",
    "photographs of the damage",
    "a list of open cases",
    "the answer before it leaves the house",
    "reports for the regulator",
    "minutes of the weekly meeting",
    "what the partner sent",
];
const ENDS: &[&str] = &[
    "within two working days",
    "before the mail run",
    "and notes the reason",
    "as the contract says",
    "in the language of the letter",
    "so that nobody waits",
    "with a second pair of eyes",
    "unless the case is closed",
];
/// Requirements as designs hold them; some concern the choice of a service.
const REQUIREMENTS: &[&str] = &[
    "The portal must answer within 800 ms.",
    "Personal data shall stay in the region.",
    "All changes are logged for ten years.",
    "The assistant summarises a claim file of up to 200 pages.",
    "Answers cite the paragraph of the policy on which they rest.",
    "Harmful or off-topic answers must be blocked.",
    "Roles follow the company directory.",
    "Costs are reported per branch every month.",
    "The interface follows WCAG 2.2 AA.",
    "We want no servers to look after.",
    "Backups are restored once a quarter, to practise it.",
    "Prompts are versioned and reviewed like code.",
];
/// One that contradicts the choice of the documents made here.
const MISMATCH: &str =
    "The team must run automatic hyperparameter tuning for its own gradient boosted trees on tabular data.";

/// A design document of about this many bytes that has chosen a service: prose, lists, tables, code. About
/// every ten kilobytes one requirement contradicts the choice.
pub(crate) fn design(bytes: usize) -> String {
    let mut dice = Dice(17);
    let mut text = String::from(
        "# Claims assistant\n\nStatus: accepted\n\nWe will use Amazon Bedrock for the assistant, with Guardrails and a Knowledge Base.\n\n",
    );
    let mut mismatches = 0;
    let mut part = 0;
    while text.len() < bytes {
        part += 1;
        text.push_str(&format!("## {part}. Work of {}\n\n", dice.pick(SUBJECTS)));
        for _ in 0..=dice.below(3) {
            paragraph(&mut text, &mut dice, 3);
        }
        match dice.below(4) {
            0 => {
                text.push_str("### Requirements\n\n");
                for _ in 0..3 + dice.below(5) {
                    text.push_str(&format!("- {}\n", dice.pick(REQUIREMENTS)));
                }
                if text.len() / 10_000 >= mismatches {
                    mismatches += 1;
                    text.push_str(&format!("- {MISMATCH}\n"));
                }
                text.push('\n');
            }
            1 => {
                text.push_str("| ID | Requirement | Owner |\n|----|-------------|-------|\n");
                for row in 0..2 + dice.below(5) {
                    text.push_str(&format!("| R{part}.{row} | {} | {} |\n", dice.pick(REQUIREMENTS), dice.pick(SUBJECTS)));
                }
                text.push('\n');
            }
            2 => text.push_str("```python\n# assemble the request\nbody = {\"case\": case.id, \"limit\": 20}\nsend(body, timeout=30)\n```\n\n"),
            _ => {
                for item in 1..3 + dice.below(4) {
                    text.push_str(&format!("{item}. {} *{}* `case.{item}` {}\n", dice.pick(SUBJECTS), dice.pick(VERBS), dice.pick(OBJECTS)));
                }
                text.push('\n');
            }
        }
    }
    text
}

/// Prose with headings and lists that names no service and asks for nothing that concerns one.
pub(crate) fn plain(bytes: usize) -> String {
    let mut dice = Dice(23);
    let mut text = String::from("# The house rules\n\n");
    while text.len() < bytes {
        text.push_str(&format!("## How {} {}\n\n", dice.pick(SUBJECTS), dice.pick(VERBS)));
        paragraph(&mut text, &mut dice, 6);
        for _ in 0..2 + dice.below(4) {
            text.push_str(&format!("- {} {} {}\n", dice.pick(SUBJECTS), dice.pick(VERBS), dice.pick(OBJECTS)));
        }
        text.push('\n');
    }
    text
}

fn paragraph(text: &mut String, dice: &mut Dice, sentences: usize) {
    for _ in 0..=dice.below(sentences) {
        text.push_str(&format!(
            "Here {} {} {} {}. ",
            dice.pick(SUBJECTS),
            dice.pick(VERBS),
            dice.pick(OBJECTS),
            dice.pick(ENDS)
        ));
    }
    text.push_str("\n\n");
}

/// All that the analysis is a function of.
pub(crate) fn snapshot(document: Document) -> Snapshot {
    Snapshot::new(
        Arc::new(document),
        Arc::new(Config::default()),
        "design.md".to_owned(),
        Date { year: 2026, month: 11, day: 23 },
    )
}

/// How long something took, many times over.
#[derive(Debug, Default)]
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// Runs something so many times, after one run that does not count.
    pub(crate) fn of<T>(runs: usize, mut run: impl FnMut() -> T) -> Self {
        let mut times = Self::default();
        std::hint::black_box(run());
        for _ in 0..runs {
            times.time(&mut run);
        }
        times
    }

    /// Runs something once and remembers how long it took.
    pub(crate) fn time<T>(&mut self, run: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = std::hint::black_box(run());
        self.0.push(start.elapsed());
        result
    }

    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub(crate) fn median(&self) -> Duration {
        self.quantile(50)
    }

    pub(crate) fn p95(&self) -> Duration {
        self.quantile(95)
    }

    fn quantile(&self, percent: usize) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let index = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(index).copied().unwrap_or_default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Prints one line of a table: what, then median and p95 of each size.
pub(crate) fn row(what: &str, cells: &[Times]) {
    print!("{what:<46}");
    for times in cells {
        let cell =
            if times.is_empty() { "-".to_owned() } else { format!("{} {}", shown(times.median()), shown(times.p95())) };
        print!("{cell:>24}");
    }
    println!();
}

/// Prints the head of a table with the sizes.
pub(crate) fn head(title: &str) {
    println!("\n{title:<46}{}", SIZES.map(|(name, _)| format!("{:>24}", format!("{name}: median, p95"))).concat());
}

/// A duration in three digits or so.
pub(crate) fn shown(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..1_000.0 => format!("{micros:.0} us"),
        ..100_000.0 => format!("{:.2} ms", micros / 1e3),
        _ => format!("{:.0} ms", micros / 1e3),
    }
}

/// Megabytes in a second.
pub(crate) fn rate(bytes: usize, time: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a rate has three digits")]
    let megabytes = bytes as f64 / 1e6;
    megabytes / time.as_secs_f64()
}
