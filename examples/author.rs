//! Authoring aid while the command line is being written: `author FOLDER check [ID]` | `author FOLDER classify [TEXT..]` | `author FOLDER score FILE.tsv`
use fingerpost::facts::{examples, judgement::judge};
use fingerpost::knowledge::Knowledge;
use std::path::PathBuf;
fn main() {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().unwrap());
    let (knowledge, problems) = Knowledge::from_folder(&folder);
    let verb = args.next().unwrap();
    let rest: Vec<String> = args.collect();
    match verb.as_str() {
        "check" => {
            let all: Vec<_> = problems
                .into_iter()
                .chain(examples::check(&knowledge))
                .filter(|p| rest.is_empty() || rest.iter().any(|r| p.to_string().contains(r)))
                .collect();
            for problem in &all {
                println!("{problem}");
            }
            println!(
                "{} problems; {} signals, {} terms, {} patterns",
                all.len(),
                knowledge.signals.len(),
                knowledge.terms.len(),
                knowledge.lexicon.pattern_count()
            );
        }
        "classify" => {
            let lines: Vec<String> =
                if rest.is_empty() { std::io::stdin().lines().map(|l| l.unwrap()).collect() } else { rest };
            for line in lines {
                println!("{}", describe(&line, &knowledge));
            }
        }
        "score" => {
            let text = std::fs::read_to_string(&rest[0]).unwrap();
            let (mut right, mut fired, mut clear) = (0, 0, 0);
            for line in text.lines().skip(1) {
                let f: Vec<&str> = line.split('\t').collect();
                let (id, want, decidable, text) = (f[0], f[1], f[2], f.last().unwrap());
                let got = judge(text, &knowledge).points_to;
                let got_s = got.as_deref().unwrap_or("neither");
                if decidable == "weak" {
                    if got_s != "neither" && got_s != want {
                        println!("WRONG(weak) {id} want {want}: {}", describe(text, &knowledge));
                        fired += 1;
                    }
                    continue;
                }
                if want != "neither" {
                    clear += 1;
                }
                if got_s != "neither" {
                    fired += 1;
                    if got_s == want {
                        right += 1;
                    }
                }
                if got_s != want {
                    println!(
                        "{} {id} want {want}: {}",
                        if got_s == "neither" { "MISSED" } else { "WRONG" },
                        describe(text, &knowledge)
                    );
                }
            }
            println!(
                "precision {:.3} ({right}/{fired})  recall {:.3} ({right}/{clear})",
                right as f64 / fired.max(1) as f64,
                right as f64 / clear.max(1) as f64
            );
        }
        "doc" => {
            for path in &rest {
                let text = std::fs::read_to_string(path).unwrap();
                let document = std::sync::Arc::new(fingerpost::document::Document::new(&text, knowledge.clone()));
                let snapshot = fingerpost::analysis::Snapshot {
                    document: document.clone(),
                    config: Default::default(),
                    path: path.clone(),
                    today: fingerpost::analysis::Date { year: 2026, month: 11, day: 23 },
                };
                let line = |o: usize| text[..o].matches('\n').count() + 1;
                let name = path.rsplit('/').next().unwrap();
                for c in fingerpost::analysis::choices(&snapshot) {
                    println!(
                        "CHOICE {name} {:?} lines {}-{} at line {}: {:?}",
                        c.services,
                        line(c.scope.start),
                        line(c.scope.end),
                        line(c.evidence.start),
                        &text[c.around.clone()]
                    );
                }
                for f in fingerpost::analysis::check(&snapshot) {
                    println!(
                        "FINDING {name} {}:{} {} {:?} {:?} | {}",
                        line(f.range.start),
                        f.points_to.clone().unwrap_or_default(),
                        f.severity.name(),
                        f.signals,
                        &text[f.range.clone()],
                        f.message
                    );
                }
            }
        }
        "hover" => {
            let text = std::fs::read_to_string(&rest[0]).unwrap();
            let document = std::sync::Arc::new(fingerpost::document::Document::new(&text, knowledge.clone()));
            let snapshot = fingerpost::analysis::Snapshot {
                document: document.clone(),
                config: Default::default(),
                path: rest[0].clone(),
                today: fingerpost::analysis::Date { year: 2026, month: 11, day: 23 },
            };
            let offset = text.find(&rest[1]).unwrap() + 1;
            println!(
                "{:#}",
                fingerpost::features::hover::hover(&snapshot, offset)
                    .map(|h| format!("[{}]\n{}", &text[h.range], h.markdown))
                    .unwrap_or_default()
            );
            let list = fingerpost::features::completion::complete(&snapshot, offset);
            for i in list.items.iter().take(5) {
                println!("  complete {:?}", i);
            }
        }
        "facts" => {
            let text = std::fs::read_to_string(&rest[0]).unwrap();
            let document = fingerpost::document::Document::new(&text, knowledge.clone());
            for (start, section) in document.sections() {
                println!("--- {start}: {:#?}", document.facts(section));
            }
        }
        _ => panic!(),
    }
}
fn describe(text: &str, knowledge: &Knowledge) -> String {
    let j = judge(text, knowledge);
    let signals: Vec<String> = j
        .signals
        .iter()
        .map(|s| {
            format!(
                "{}[{}→{}] {:?}",
                knowledge.signals[s.signal].id.as_ref(),
                s.polarity.name(),
                s.points_to.as_deref().unwrap_or("-"),
                s.matched.iter().map(|r| &text[r.clone()]).collect::<Vec<_>>()
            )
        })
        .collect();
    format!(
        "{} {} | {text} | {}",
        j.points_to.as_deref().unwrap_or("-"),
        j.strength.map_or("", |s| s.name()),
        signals.join(" ; ")
    )
}
