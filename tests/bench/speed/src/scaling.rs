//! Two processes behind one address that share their sessions through Redis.

use std::io;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::sleep;

use crate::checks::Line;
use crate::load;
use crate::rounds::{Figure, prepared};
use crate::site::{LOAD_CORE, Plan, SITE_CORE};
use crate::stub::Stub;

const LOGINS: usize = 3_000;

/// What a login costs when two processes share the work, beside one: with twice the cores, twice that many by the ratio.
///
/// Load, provider and Redis need cores too, of which this machine has two; so what is counted is the time that the
/// processes themselves spend, and the throughput is told beside it.
pub async fn two_processes(rounds: usize) -> io::Result<Vec<Line>> {
    let redis = Redis::start()?;
    sleep(Duration::from_millis(300)).await;
    let stub = Stub::start().await?;
    let [mut one, mut two] = [Sample::default(), Sample::default()];
    for _ in 0..rounds {
        one.measure(&stub, &redis, &[SITE_CORE]).await?;
        two.measure(&stub, &redis, &[SITE_CORE, LOAD_CORE]).await?;
    }
    let scale = Figure(one.cpu.over(&two.cpu).0.iter().map(|ratio| 2.0 * ratio).collect());
    let throughput = two.rate.over(&one.rate);
    Ok(vec![Line::new(
        "logins of two processes with Redis, of one's, by their own CPU",
        format!(
            "{:.2} ({:.2} to {:.2}); {:.0} of {:.0} µs a login; {:.2} times the throughput, beside the load on the same cores",
            scale.median(),
            scale.least(),
            scale.most(),
            two.cpu.median(),
            one.cpu.median(),
            throughput.median()
        ),
        "1.80",
        scale.median() >= 1.8,
    )])
}

#[derive(Default)]
struct Sample {
    /// Of the processes, for each whole login, in microseconds.
    cpu: Figure,
    /// Callbacks in a second.
    rate: Figure,
}

impl Sample {
    async fn measure(&mut self, stub: &Stub, redis: &Redis, cores: &[&str]) -> io::Result<()> {
        let plan = Plan::of("clustered", "clustered").env("REDIS_URL", &redis.url);
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut sites = Vec::new();
        for core in cores {
            sites.push(plan.start_at(port, &stub.issuer, core, &[]).await?);
        }
        // Every process fetches the documents for itself.
        let (_, warm) = load::logins(&[port], 200, 32, 200).await?;
        load::finish(port, prepared(stub, port, &warm), 32).await?;
        let before: u64 = sites.iter().map(|site| site.cpu()).sum();
        let (_, begun) = load::logins(&[port], LOGINS, 32, LOGINS).await?;
        let times = load::finish(port, prepared(stub, port, &begun), 32).await?;
        let spent = sites.iter().map(|site| site.cpu()).sum::<u64>() - before;
        self.cpu.0.push(spent as f64 / 1000.0 / LOGINS as f64);
        self.rate.0.push(times.per_second());
        stub.clear();
        Ok(())
    }
}

/// Debian's `redis-server`, without persistence. It ends when it is dropped.
struct Redis {
    url: String,
    child: Child,
}

impl Redis {
    fn start() -> io::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port().to_string();
        let child = Command::new("redis-server")
            .args(["--port", &port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| {
                io::Error::other(format!("redis-server: {error}: apt-get install redis-server"))
            })?;
        Ok(Self { url: format!("redis://127.0.0.1:{port}"), child })
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
