//! Instructions of whole logins, from the first byte of a request to the last of its answer, without the kernel's.

use std::io;

use crate::load;
use crate::micro::collected;
use crate::rounds::prepared;
use crate::site::{Plan, SITE_CORE, rust};
use crate::stub::Stub;

const OPERATIONS: usize = 300;

/// Prints the table; nothing here has a goal of its own.
pub async fn print() -> io::Result<bool> {
    println!("| instructions in user space | login | of the limit | callback | of the limit |\n|---|---:|---:|---:|---:|");
    let mut limits = None;
    for plan in rust() {
        let [login, callback] = instructions(&plan).await?;
        let (first, second) = *limits.get_or_insert((login, callback));
        let (login_ratio, callback_ratio) = (login / first, callback / second);
        println!("| {} | {login:.0} | {login_ratio:.2} | {callback:.0} | {callback_ratio:.2} |", plan.name);
    }
    Ok(true)
}

/// Of a login and of a callback: what twice as many cost beyond the half.
async fn instructions(plan: &Plan) -> io::Result<[f64; 2]> {
    let stub = Stub::start().await?;
    let mut totals = Vec::new();
    for (logins, callbacks) in [(OPERATIONS, 1), (2 * OPERATIONS, 1), (2 * OPERATIONS, OPERATIONS)] {
        let file = profile(&plan.name, totals.len());
        let callgrind = ["valgrind", "--tool=callgrind", &file];
        let site = plan.start(&stub.issuer, SITE_CORE, &callgrind).await?;
        let (_, begun) = load::logins(&[site.port], logins, 1, callbacks).await?;
        load::finish(site.port, prepared(&stub, site.port, &begun), 1).await?;
        totals.push(collected(&site.interrupt()?));
    }
    let [few, many, finished] = totals[..] else { return Err(io::ErrorKind::InvalidData.into()) };
    let operations = OPERATIONS as f64;
    Ok([(many - few) / operations, (finished - many) / (operations - 1.0)])
}

/// Where callgrind writes what it saw: nowhere, unless `SPEED_PROFILES` names a folder.
fn profile(name: &str, run: usize) -> String {
    let name = name.split([':', ' ']).next().unwrap_or_default();
    let folder = std::env::var("SPEED_PROFILES");
    let file = folder.map_or("/dev/null".to_owned(), |folder| format!("{folder}/{name}-{run}.callgrind"));
    format!("--callgrind-out-file={file}")
}
