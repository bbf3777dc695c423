// 1 mistake, in rustc's words.
use oauth_actix::oauth_registry;

fn main() {}

#[oauth_registry]
