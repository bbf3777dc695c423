//! Whole logins at whole applications: rounds in which everybody takes a turn, so that a machine whose speed drifts is fair.

use std::io;

use crate::load::{self, Begun, Times};
use crate::site::{Plan, SITE_CORE, Site};
use crate::stub::{Fault, Stub};

const CONNECTIONS: usize = 16;
/// How long a phase takes, in seconds, and how many operations it has at least and at most.
const PHASE: f64 = 0.3;
const LOGINS: (usize, usize) = (16, 40_000);
const CALLBACKS: (usize, usize) = (16, 4_000);

/// One figure of each round.
#[derive(Clone, Debug, Default)]
pub struct Figure(pub Vec<f64>);

impl Figure {
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }

    pub fn least(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    pub fn most(&self) -> f64 {
        self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    /// Round by round.
    pub fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a / b).collect())
    }
}

/// What one phase showed, round by round: CPU of the site for each operation in microseconds, operations in a second,
/// the median and the 99th percentile of their latency in microseconds.
#[derive(Clone, Debug, Default)]
pub struct Phase {
    pub cpu: Figure,
    pub rate: Figure,
    pub p50: Figure,
    pub p99: Figure,
}

impl Phase {
    fn push(&mut self, times: &Times, nanoseconds: u64) {
        self.cpu.0.push(nanoseconds as f64 / 1000.0 / times.each.len() as f64);
        self.rate.0.push(times.per_second());
        self.p50.0.push(times.percentile(0.5));
        self.p99.0.push(times.percentile(0.99));
    }
}

/// One row of the table.
pub struct Row {
    pub name: String,
    pub login: Phase,
    pub callback: Phase,
    pub start_ms: f64,
    /// KiB: after the start, after the last round.
    pub memory: [u64; 2],
}

struct Contestant {
    site: Site,
    row: Row,
    logins: usize,
    callbacks: usize,
}

/// Runs everybody `rounds` times.
pub async fn run(plans: Vec<Plan>, rounds: usize) -> io::Result<Vec<Row>> {
    let stub = Stub::start().await?;
    let mut contestants = Vec::new();
    for plan in plans {
        contestants.push(enter(&stub, &plan).await?);
    }
    for round in 0..rounds {
        for index in turns(round, contestants.len()) {
            if let Some(contestant) = contestants.get_mut(index) {
                contestant.round(&stub).await?;
            }
        }
        eprintln!("round {} of {rounds}", round + 1);
    }
    Ok(contestants.into_iter().map(Contestant::leave).collect())
}

/// Who follows whom: everybody begins a round as often as the others, and every second round runs backwards, because a
/// shared machine is quicker after a rest.
fn turns(round: usize, count: usize) -> Vec<usize> {
    let mut turns: Vec<_> = (0..count).map(|index| (index + round / 2) % count).collect();
    if round % 2 == 1 {
        turns.reverse();
    }
    turns
}

/// Starts a contestant, sees that it logs in and that it refuses what it must, and finds out how fast it is.
async fn enter(stub: &Stub, plan: &Plan) -> io::Result<Contestant> {
    let site = plan.start(&stub.issuer, SITE_CORE, &[]).await?;
    let memory = site.memory("VmRSS");
    for (fault, logged_in) in [(Fault::None, true), (Fault::Signature, false), (Fault::Nonce, false)] {
        let status = login(stub, site.port, fault).await?;
        if (status == 200) != logged_in {
            return Err(io::Error::other(format!("{}: {fault:?} is answered by {status}", plan.name)));
        }
    }
    let (times, begun) = load::logins(&[site.port], LOGINS.0, CONNECTIONS, LOGINS.0).await?;
    let logins = sized(&times, LOGINS);
    // Once more, warm.
    let (times, _) = load::logins(&[site.port], logins.min(2000), CONNECTIONS, 0).await?;
    let logins = sized(&times, LOGINS);
    let callbacks = sized(&callbacks(stub, &site, begun).await?, CALLBACKS);
    eprintln!("{}: {logins} logins, {callbacks} callbacks a round", plan.name);
    let row = Row {
        name: plan.name.clone(),
        login: Phase::default(),
        callback: Phase::default(),
        start_ms: site.started.as_secs_f64() * 1000.0,
        memory: [memory, 0],
    };
    Ok(Contestant { site, row, logins, callbacks })
}

fn sized(times: &Times, (least, most): (usize, usize)) -> usize {
    ((times.per_second() * PHASE) as usize).clamp(least, most)
}

/// One login from its beginning to its end.
pub async fn login(stub: &Stub, port: u16, fault: Fault) -> io::Result<u16> {
    let begun = load::begin(port).await?;
    stub.prepare("only", &begun.nonce, &begun.challenge, fault);
    Ok(load::one(port, &begun.callback(port, "only")).await?.status())
}

/// Finishes logins; their tokens are signed beforehand.
async fn callbacks(stub: &Stub, site: &Site, begun: Vec<Begun>) -> io::Result<Times> {
    let times = load::finish(site.port, prepared(stub, site.port, &begun), CONNECTIONS).await?;
    stub.clear();
    Ok(times)
}

/// The callbacks of logins, whose tokens are signed now.
pub fn prepared(stub: &Stub, port: u16, begun: &[Begun]) -> Vec<Vec<u8>> {
    let prepare = |(index, begun): (usize, &Begun)| {
        let code = format!("code-{index}");
        stub.prepare(&code, &begun.nonce, &begun.challenge, Fault::None);
        begun.callback(port, &code)
    };
    begun.iter().enumerate().map(prepare).collect()
}

impl Contestant {
    async fn round(&mut self, stub: &Stub) -> io::Result<()> {
        let before = self.site.cpu();
        let (times, begun) =
            load::logins(&[self.site.port], self.logins.max(self.callbacks), CONNECTIONS, self.callbacks)
                .await?;
        self.row.login.push(&times, self.site.cpu() - before);
        let requests = prepared(stub, self.site.port, &begun);
        let before = self.site.cpu();
        let times = load::finish(self.site.port, requests, CONNECTIONS).await?;
        self.row.callback.push(&times, self.site.cpu() - before);
        stub.clear();
        Ok(())
    }

    fn leave(mut self) -> Row {
        self.row.memory[1] = self.site.memory("VmRSS");
        self.row
    }
}
