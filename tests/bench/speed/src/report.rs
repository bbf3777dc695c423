//! Figures as Markdown.

use std::fmt::Write as _;
use std::fs;

use crate::checks::Line;
use crate::rounds::{Figure, Phase, Row};

/// The table of whole logins, and whether ours met its goals; the first row is the limit, the second ours.
pub fn logins(rows: &[Row], rounds: usize) -> (String, bool) {
    let [limit, ours, peers @ ..] = rows else { return ("nobody took part".to_owned(), false) };
    let mut text = format!("{}; {rounds} interleaved rounds, medians (least to most).\n\n", machine());
    text += "| | login: CPU µs | of the limit | logins/s | p50 / p99 µs | callback: CPU µs | of the limit | callbacks/s | p50 / p99 µs | MB at start / end | start ms |\n";
    text += "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
    for row in rows {
        let _ = write!(text, "| {} ", row.name);
        phase(&mut text, &row.login, &limit.login);
        phase(&mut text, &row.callback, &limit.callback);
        let [idle, end] = row.memory.map(|kib| kib as f64 / 1024.0);
        let _ = writeln!(text, "| {idle:.0} / {end:.0} | {:.0} |", row.start_ms);
    }
    text += "\n| ratio of CPU, round by round | median (least to most) | goal |\n|---|---:|---:|\n";
    let mut reached = true;
    let mut line = |what: String, ratio: &Figure, goal: Option<(f64, bool)>| {
        let met = goal.is_none_or(|(goal, above)| (ratio.median() >= goal) == above);
        reached &= met;
        let goal = goal
            .map_or(String::new(), |(goal, above)| format!("{} {goal:.2}", if above { "≥" } else { "≤" }));
        let _ = writeln!(text, "| {what} | {} | {goal} |", spread(ratio));
    };
    line("login: the limit / ours".to_owned(), &limit.login.cpu.over(&ours.login.cpu), Some((0.95, true)));
    line(
        "callback: ours / the limit".to_owned(),
        &ours.callback.cpu.over(&limit.callback.cpu),
        Some((1.15, false)),
    );
    for peer in peers {
        let (login, callback) = goals(&peer.name);
        line(
            format!("login: {} / ours", peer.name),
            &peer.login.cpu.over(&ours.login.cpu),
            login.map(|goal| (goal, true)),
        );
        let ratio = ours.callback.cpu.over(&peer.callback.cpu);
        line(format!("callback: ours / {}", peer.name), &ratio, callback.map(|goal| (goal, false)));
    }
    (text, reached)
}

/// How many times our cost a peer's login may not go below, and what part of a peer's callback ours may not exceed.
pub fn goals(peer: &str) -> (Option<f64>, Option<f64>) {
    let is = |name| peer.contains(name);
    let login = match () {
        () if is("actix-web") => Some(1.6),
        () if is("one TLS context") => Some(40.0),
        () => None,
    };
    (login, (is("openidconnect 4") || is("Go ")).then_some(0.5))
}

fn phase(text: &mut String, phase: &Phase, limit: &Phase) {
    let ratio = phase.cpu.over(&limit.cpu);
    let _ = write!(
        text,
        "| {} | {:.2} | {} | {:.0} / {:.0} ",
        spread(&phase.cpu),
        ratio.median(),
        spread(&phase.rate),
        phase.p50.median(),
        phase.p99.median()
    );
}

fn spread(figure: &Figure) -> String {
    let digits = match figure.median() {
        median if median < 10.0 => 2,
        median if median < 1000.0 => 1,
        _ => 0,
    };
    format!("{:.digits$} ({:.digits$} to {:.digits$})", figure.median(), figure.least(), figure.most())
}

/// What was checked besides.
pub fn checks(lines: &[Line]) -> String {
    let mut text = format!("{}\n\n| | seen | goal | |\n|---|---|---|---|\n", machine());
    for Line { what, seen, goal, met } in lines {
        let _ = writeln!(text, "| {what} | {seen} | {goal} | {} |", if *met { "met" } else { "missed" });
    }
    text
}

/// The machine, as its kernel names it.
pub fn machine() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let names: Vec<_> =
        text.lines().filter_map(|line| line.strip_prefix("model name")?.split_once(": ")).collect();
    let name = names.first().map_or("an unknown processor", |(_, name)| name);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{} × {name}, Linux {}", names.len(), kernel.trim())
}
