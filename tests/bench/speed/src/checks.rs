//! What a table of speeds does not show: memory, a cold start, and cost as things grow.

use std::io;

use crate::load;
use crate::rounds::{Figure, prepared};
use crate::site::{Plan, SITE_CORE, ours};
use crate::stub::Stub;

/// A line of the report: what, what was seen, the goal, and whether it was met.
pub struct Line {
    pub what: String,
    pub seen: String,
    pub goal: String,
    pub met: bool,
}

impl Line {
    pub fn new(what: impl ToString, seen: String, goal: &str, met: bool) -> Self {
        Self { what: what.to_string(), seen, goal: goal.to_owned(), met }
    }
}

const WARM_UP: usize = 20_000;

/// Memory at rest beside an actix-web application that does nothing, and after many visitors.
pub async fn memory(redirects: usize, logins: usize) -> io::Result<Vec<Line>> {
    let stub = Stub::start().await?;
    let bare = Plan::of("bare actix-web", "bare").start(&stub.issuer, SITE_CORE, &[]).await?;
    let site = ours().start(&stub.issuer, SITE_CORE, &[]).await?;
    let idle = [&bare, &site].map(|site| site.memory("VmRSS") as f64);
    let own = [&bare, &site].map(|site| site.memory("RssAnon") as f64);
    let mut lines = vec![Line::new(
        "memory at rest, of bare actix-web's",
        format!(
            "{:.2} ({:.1} of {:.1} MB, of which {:.2} and {:.2} are no pages of the program's file)",
            idle[1] / idle[0],
            idle[1] / 1024.0,
            idle[0] / 1024.0,
            own[1] / 1024.0,
            own[0] / 1024.0
        ),
        "1.30",
        idle[1] <= 1.3 * idle[0],
    )];
    let mebibytes = || site.memory("VmRSS") as f64 / 1024.0;
    load::logins(&[site.port], WARM_UP, 16, 0).await?;
    let before = mebibytes();
    load::logins(&[site.port], redirects, 16, 0).await?;
    let after = mebibytes();
    lines.push(Line::new(
        format!("memory after {WARM_UP} and {redirects} more redirects"),
        format!("{before:.1} MB, {after:.1} MB"),
        "flat",
        after < before + 0.5,
    ));
    let mut seen = Vec::new();
    for _ in 0..10 {
        let (_, begun) = load::logins(&[site.port], logins / 10, 16, logins / 10).await?;
        load::finish(site.port, prepared(&stub, site.port, &begun), 16).await?;
        stub.clear();
        seen.push(mebibytes());
    }
    let last = seen.last().copied().unwrap_or_default();
    let texts: Vec<_> = seen.iter().map(|seen| format!("{seen:.1}")).collect();
    lines.push(Line::new(
        format!("memory, MB, after each tenth of {logins} logins"),
        texts.join(", "),
        "less than 3 MB more",
        last < after + 3.0,
    ));
    Ok(lines)
}

/// A thousand visitors come back to an application that has just started: what it asks the provider for, and how long
/// they wait beside the next thousand.
pub async fn cold(callbacks: usize, tries: usize) -> io::Result<Vec<Line>> {
    let stub = Stub::start().await?;
    let plan = ours().env("WORKERS", 2);
    let [mut cold, mut warm] = [Figure::default(), Figure::default()];
    let (mut discoveries, mut keys) = (0, 0);
    for _ in 0..tries {
        let before = plan.start(&stub.issuer, SITE_CORE, &[]).await?;
        let port = before.port;
        let (_, begun) = load::logins(&[port], 2 * callbacks, 16, 2 * callbacks).await?;
        let mut requests = prepared(&stub, port, &begun);
        before.interrupt()?;
        let after = plan.start_at(port, &stub.issuer, SITE_CORE, &[]).await?;
        let second = requests.split_off(callbacks);
        stub.calls();
        cold.0.push(load::finish(after.port, requests, callbacks).await?.percentile(0.99));
        let calls = stub.calls();
        let count = |path: &str| calls.get(path).copied().unwrap_or_default();
        discoveries = discoveries.max(count("/.well-known/openid-configuration"));
        keys = keys.max(count("/jwks"));
        warm.0.push(load::finish(after.port, second, callbacks).await?.percentile(0.99));
        stub.clear();
    }
    let ratio = cold.over(&warm);
    Ok(vec![
        Line::new(
            format!("{callbacks} callbacks at once after a start, 2 workers: documents fetched"),
            format!("{discoveries} discovery, {keys} JWKS"),
            "1 and 1",
            (discoveries, keys) == (1, 1),
        ),
        Line::new(
            "their 99th percentile, of the next thousand's",
            format!(
                "{:.2} ({:.0} of {:.0} ms)",
                ratio.median(),
                cold.median() / 1000.0,
                warm.median() / 1000.0
            ),
            "2.00",
            ratio.median() <= 2.0,
        ),
    ])
}

/// The CPU of a login at the last of many providers beside the only one.
pub async fn growth(rounds: usize) -> io::Result<Vec<Line>> {
    let stub = Stub::start().await?;
    let mut lines = Vec::new();
    let run_time = Plan::of("many", "added").env("PROVIDERS", 10_000);
    for (what, few, many) in [
        (
            "200 providers in a registry",
            Plan::of("one", "registry"),
            Plan::of("many", "registry").env("OF", 200),
        ),
        ("10,000 providers added at run time", Plan::of("one", "added").env("PROVIDERS", 1), run_time),
    ] {
        let [few, many] =
            [few.start(&stub.issuer, SITE_CORE, &[]).await?, many.start(&stub.issuer, SITE_CORE, &[]).await?];
        let paths = match what.starts_with("200") {
            true => ["/auth/p000/login", "/auth/p199/login"],
            false => ["/auth/tenant_0/login", "/auth/tenant_9999/login"],
        };
        let [mut one, mut all] = [Figure::default(), Figure::default()];
        for _ in 0..rounds {
            for (site, path, figure) in [(&few, paths[0], &mut one), (&many, paths[1], &mut all)] {
                load::repeat(site.port, path, 2_000).await?;
                let before = site.cpu();
                load::repeat(site.port, path, 20_000).await?;
                figure.0.push((site.cpu() - before) as f64 / 20_000_000.0);
            }
        }
        let ratio = all.over(&one);
        lines.push(Line::new(
            format!("a login at the last of {what}, of one at the only one"),
            format!("{:.2} ({:.2} to {:.2})", ratio.median(), ratio.least(), ratio.most()),
            "1.10",
            ratio.median() <= 1.1,
        ));
    }
    Ok(lines)
}
