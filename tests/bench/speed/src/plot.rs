//! The table as two pictures.

use std::fmt::Write as _;
use std::fs;
use std::io;

use crate::rounds::{Figure, Row};
use crate::site::root;

const WIDTH: f64 = 860.0;
const LABELS: f64 = 330.0;
const BAR: f64 = 26.0;

/// Writes `logins.svg` and `callbacks.svg` beside this crate.
pub fn write(rows: &[Row]) -> io::Result<()> {
    let folder = root().join("tests/bench/results");
    fs::create_dir_all(&folder)?;
    let logins = rows.iter().map(|row| (row.name.as_str(), &row.login.cpu));
    let callbacks = rows.iter().map(|row| (row.name.as_str(), &row.callback.cpu));
    fs::write(folder.join("logins.svg"), picture("CPU of a login redirect, µs (logarithmic)", logins))?;
    fs::write(folder.join("callbacks.svg"), picture("CPU of a callback, µs (logarithmic)", callbacks))
}

/// Horizontal bars with their spread.
fn picture<'a>(title: &str, bars: impl Iterator<Item = (&'a str, &'a Figure)>) -> String {
    let bars: Vec<_> = bars.collect();
    let least = bars.iter().map(|(_, figure)| figure.least()).fold(f64::INFINITY, f64::min) / 2.0;
    let most = bars.iter().map(|(_, figure)| figure.most()).fold(0.0, f64::max) * 1.1;
    let space = WIDTH - LABELS - 90.0;
    let at = |value: f64| LABELS + space * (value / least).ln() / (most / least).ln();
    let height = 50.0 + BAR * bars.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#ffffff\"/>\n\
         <text x=\"12\" y=\"24\" font-size=\"15\" font-weight=\"bold\">{title}</text>\n"
    );
    for (index, (name, figure)) in bars.iter().enumerate() {
        let top = 40.0 + BAR * index as f64;
        let middle = top + BAR / 2.0;
        let colour = match index {
            0 => "#9aa5b1",
            1 => "#c2410c",
            _ => "#3b6ea5",
        };
        let (end, low, high) = (at(figure.median()), at(figure.least()), at(figure.most()));
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{name}</text>\n\
             <rect x=\"{LABELS}\" y=\"{}\" width=\"{:.1}\" height=\"{}\" fill=\"{colour}\"/>\n\
             <path d=\"M{low:.1} {middle}H{high:.1}\" stroke=\"#111\" stroke-width=\"1.5\"/>\n\
             <text x=\"{:.1}\" y=\"{}\">{}</text>\n",
            LABELS - 8.0,
            middle + 4.5,
            top + 3.0,
            end - LABELS,
            BAR - 6.0,
            high + 6.0,
            middle + 4.5,
            number(figure.median()),
        );
    }
    svg + "</svg>\n"
}

fn number(value: f64) -> String {
    if value < 100.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}
