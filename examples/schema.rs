//! Prints the JSON Schema of `fingerpost.toml`, from which the settings of the VS Code extension are made.
#![expect(clippy::print_stdout, reason = "an example is a program of its own")]

fn main() {
    println!("{:#}", fingerpost::config::Config::schema());
}
