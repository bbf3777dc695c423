//! What the compiler says to whoever made a mistake, and what it accepts.
//!
//! The messages depend on the compiler's version, which `rust-toolchain.toml` pins. After a change that is meant:
//! `TRYBUILD=overwrite cargo test -p oauth-tests --test ui`, then read the difference as the person who made the mistake.

#[test]
fn every_mistake_is_explained_and_good_code_compiles() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/fail/*.rs");
    cases.pass("ui/pass/*.rs");
}
