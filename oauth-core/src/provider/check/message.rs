//! What a compile error says.

use super::{Key, Protocol};

/// A few keys.
pub(super) struct Keys {
    keys: [Option<Key>; 8],
}

impl Keys {
    pub(super) const fn new() -> Self {
        Self { keys: [None; 8] }
    }

    pub(super) const fn is_empty(&self) -> bool {
        matches!(self.keys, [None, ..])
    }

    pub(super) const fn with(mut self, key: Key) -> Self {
        let mut rest = self.keys.as_mut_slice();
        while let [slot, after @ ..] = rest {
            if slot.is_none() {
                *slot = Some(key);
                break;
            }
            rest = after;
        }
        self
    }

    /// `` `a`, `b` ``.
    pub(super) const fn names(&self, protocol: Protocol) -> Message {
        self.listed(protocol, "`")
    }

    /// `` `a = "…"`, `b = "…"` ``.
    pub(super) const fn assignments(&self, protocol: Protocol) -> Message {
        self.listed(protocol, " = \"…\"`")
    }

    const fn listed(&self, protocol: Protocol, end: &str) -> Message {
        let mut text = Message::new();
        let mut rest = self.keys.as_slice();
        while let [Some(key), after @ ..] = rest {
            text = if text.is_empty() { text } else { text.push(", ") };
            text = text.push("`").push(key.name(protocol)).push(end);
            rest = after;
        }
        text
    }
}

/// A text that is put together by the compiler, which cannot format.
pub(super) struct Message {
    bytes: [u8; 1024],
    length: usize,
}

impl Message {
    pub(super) const fn new() -> Self {
        Self { bytes: [0; 1024], length: 0 }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(super) const fn push(mut self, text: &str) -> Self {
        let mut rest = text.as_bytes();
        let (_, mut free) = self.bytes.split_at_mut(self.length);
        while let ([byte, after @ ..], [slot, others @ ..]) = (rest, free) {
            *slot = *byte;
            self.length += 1;
            (rest, free) = (after, others);
        }
        self
    }

    pub(super) const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    #[track_caller]
    pub(super) const fn panic(&self) -> ! {
        panic!("{}", self.as_str())
    }
}
