//! A folder is checked: megabytes in a second, for documents that name no service and for those that do, on one
//! core and on all.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use common::{Times, design, plain, rate, shown, snapshot};
use fingerpost::analysis::check;
use fingerpost::document::Document;
use fingerpost::knowledge::Knowledge;

/// Documents of a folder, each short enough to be read on one core.
const DOCUMENTS: usize = 200;
const LENGTH: usize = 20_000;

fn main() {
    let knowledge = Knowledge::embedded();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    println!("{DOCUMENTS} documents of {LENGTH} bytes; {cores} cores\n");
    println!("{:<40}{:>16}{:>14}{:>16}{:>14}", "documents", "one core", "MB/s", "all cores", "MB/s");
    for (name, text) in
        [("no service is named, nothing is asked", plain(LENGTH)), ("a service is chosen", design(LENGTH))]
    {
        let texts: Vec<&str> = vec![&text; DOCUMENTS];
        let bytes = text.len() * DOCUMENTS;
        let one = |text: &str| check(&snapshot(Document::new(text, knowledge.clone()))).len();
        let alone = Times::of(5, || texts.iter().map(|text| one(text)).sum::<usize>()).median();
        let shared = Times::of(5, || {
            let next = AtomicUsize::new(0);
            std::thread::scope(|scope| {
                for _ in 0..cores {
                    scope.spawn(|| {
                        while let Some(text) = texts.get(next.fetch_add(1, Ordering::Relaxed)) {
                            std::hint::black_box(one(text));
                        }
                    });
                }
            });
        })
        .median();
        println!(
            "{name:<40}{:>16}{:>14.1}{:>16}{:>14.1}",
            shown(alone),
            rate(bytes, alone),
            shown(shared),
            rate(bytes, shared)
        );
    }
    scan(&plain(1_000_000), &knowledge);
}

/// What a reader that looks for nothing but names would reach: the first look, without blocks or words.
fn scan(text: &str, knowledge: &Knowledge) {
    let start = Instant::now();
    let found = (0..10).filter(|_| knowledge.names().may_occur(text)).count();
    println!("\nnames only: {:.0} MB/s ({found} of 10 hold one)", rate(text.len() * 10, start.elapsed()));
}
