//! Compiles `knowledge/` while the crate is built, so that a start parses nothing.
//!
//! The program reads the result as it would read the files ([`knowledge::Knowledge::embedded`]), by the same types.
#![expect(dead_code, unreachable_pub, unused_imports, reason = "the modules have more to offer than is used here")]

mod catalogue;
mod knowledge;
mod problem;
mod prose;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    for path in [
        "knowledge",
        "src/build.rs",
        "src/catalogue.rs",
        "src/catalogue",
        "src/knowledge.rs",
        "src/knowledge",
        "src/problem.rs",
        "src/prose",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rustc-cfg=knowledge_is_compiled");
    let (knowledge, problems) = knowledge::Knowledge::from_folder(Path::new("knowledge"));
    for problem in problems {
        println!("cargo::warning={problem}");
    }
    let target = PathBuf::from(env::var("OUT_DIR")?).join("knowledge.postcard");
    fs::write(target, postcard::to_allocvec(&*knowledge)?)?;
    Ok(())
}
