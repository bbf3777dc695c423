//! Words in messages: the one that was meant, and lists of them.

/// The candidate that `word` most probably stands for.
pub(crate) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's edit distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (index, x) in a.chars().enumerate() {
        let mut left = index + 1;
        let mut next = vec![left];
        for (y, above) in b.chars().zip(row.windows(2)) {
            if let [diagonal, up] = above {
                left = (diagonal + usize::from(x != y)).min(up + 1).min(left + 1);
                next.push(left);
            }
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// `` `a` ``, `` `a` and `b` ``, `` `a`, `b` and `c` ``.
pub(crate) fn enumeration<'a>(words: impl IntoIterator<Item = &'a str>, conjunction: &str) -> String {
    let mut quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match (quoted.pop(), quoted.is_empty()) {
        (None, _) => String::new(),
        (Some(only), true) => only,
        (Some(last), false) => format!("{} {conjunction} {last}", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, distance, enumeration};

    #[test]
    fn distance_counts_single_edits() {
        assert_eq!(distance("issuer", "issuer"), 0);
        assert_eq!(distance("isuer", "issuer"), 1);
        assert_eq!(distance("isseur", "issuer"), 2);
        assert_eq!(distance("", "scope"), 5);
        assert_eq!(distance("scope", ""), 5);
    }

    #[test]
    fn nearest_candidate_is_suggested() {
        assert_eq!(did_you_mean("scopes", ["issuer", "scope"]), Some("scope"));
        assert_eq!(did_you_mean("RS265", ["ES256", "RS256"]), None);
        assert_eq!(did_you_mean("rs256", ["ES256", "RS256"]), Some("RS256"));
        assert_eq!(did_you_mean("colour", ["issuer", "scope"]), None);
    }

    #[test]
    fn enumeration_reads_as_a_sentence() {
        assert_eq!(enumeration(["a"], "and"), "`a`");
        assert_eq!(enumeration(["a", "b", "c"], "or"), "`a`, `b` or `c`");
    }
}
