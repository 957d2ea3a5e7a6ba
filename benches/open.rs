//! A document is opened: read from scratch, then check. And once per process, the knowledge.
#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod common;

use std::time::Instant;

use common::{SIZES, Times, design, head, plain, row, shown, snapshot};
use fingerpost::analysis::check;
use fingerpost::document::Document;
use fingerpost::facts::Facts;
use fingerpost::knowledge::Knowledge;

fn main() {
    let start = Instant::now();
    let knowledge = Knowledge::embedded();
    println!("the knowledge, once per process: {}", shown(start.elapsed()));

    let mut rows: [(&str, Vec<Times>); 5] = [
        ("design: Document::new (rope and cut)", Vec::new()),
        ("design: all sections on one thread", Vec::new()),
        ("design: Document::new and check, all cores", Vec::new()),
        ("plain: all sections on one thread", Vec::new()),
        ("plain: Document::new and check, all cores", Vec::new()),
    ];
    for (_, size) in SIZES {
        let runs = if size > 500_000 { 10 } else { 50 };
        let (design, plain) = (design(size), plain(size));
        let read = |text: &str| {
            let document = Document::new(text, knowledge.clone());
            document
                .sections()
                .map(|(_, section)| Facts::read(section.text(), &knowledge).statements.len())
                .sum::<usize>()
        };
        let open = |text: &str| check(&snapshot(Document::new(text, knowledge.clone())));
        let times = [
            Times::of(runs, || Document::new(&design, knowledge.clone())),
            Times::of(runs, || read(&design)),
            Times::of(runs, || open(&design)),
            Times::of(runs, || read(&plain)),
            Times::of(runs, || open(&plain)),
        ];
        for ((_, cells), times) in rows.iter_mut().zip(times) {
            cells.push(times);
        }
    }
    head("open");
    for (name, cells) in &rows {
        row(name, cells);
    }
}
