//! Providers of OAuth 1.0a.

use super::oauth2::profile;
use crate::journal::Endpoint::{
    OAuth1Authorization, TemporaryCredentials, TokenCredentials, VerifyCredentials,
};
use crate::personality::play::{Ask, Content, Demand, Document, Form, Play, Server, Shape};

const fn account(at: &'static str, demands: &'static [Demand], text: &'static str) -> Document {
    Document { endpoint: VerifyCredentials, content: Content::Text(text), ..profile(at, demands, "") }
}

macro_rules! twitter {
    ($host:literal) => {
        &[
            (TemporaryCredentials, concat!($host, "/oauth/request_token")),
            (OAuth1Authorization, concat!($host, "/oauth/authenticate")),
            (OAuth1Authorization, concat!($host, "/oauth/authorize")),
            (TokenCredentials, concat!($host, "/oauth/access_token")),
        ]
    };
}

const TWITTER_ACCOUNT: &str = r#"{"id":"$id","id_str":"$id_text","screen_name":"$login","name":"$name",
    "profile_image_url_https":"$picture","email":"$asked_email"}"#;

pub(crate) const TWITTER: Play = Play {
    servers: &[
        Server { issuer: "", routes: twitter!("api.twitter.com") },
        Server { issuer: "", routes: twitter!("api.x.com") },
    ],
    shape: &[Shape::Member("user_id", "$id_text"), Shape::Member("screen_name", "$login")],
    documents: &[
        account("api.twitter.com/1.1/account/verify_credentials.json", &[], TWITTER_ACCOUNT),
        account("api.x.com/1.1/account/verify_credentials.json", &[], TWITTER_ACCOUNT),
    ],
    ..Play::OAUTH1
};

pub(crate) const TUMBLR: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (TemporaryCredentials, "www.tumblr.com/oauth/request_token"),
            (OAuth1Authorization, "www.tumblr.com/oauth/authorize"),
            (TokenCredentials, "www.tumblr.com/oauth/access_token"),
        ],
    }],
    documents: &[account(
        "api.tumblr.com/v2/user/info",
        &[],
        r#"{"meta":{"status":200,"msg":"OK"},"response":{"user":{"name":"$login","following":0,
            "blogs":[{"name":"$login","title":"$name","primary":true}]}}}"#,
    )],
    ..Play::OAUTH1
};

pub(crate) const FLICKR: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (TemporaryCredentials, "www.flickr.com/services/oauth/request_token"),
            (OAuth1Authorization, "www.flickr.com/services/oauth/authorize"),
            (TokenCredentials, "www.flickr.com/services/oauth/access_token"),
        ],
    }],
    ask: &[Ask::Has("perms")],
    shape: &[
        Shape::Member("fullname", "$name"),
        Shape::Member("user_nsid", "$id_text"),
        Shape::Member("username", "$login"),
    ],
    documents: &[account(
        "api.flickr.com/services/rest/",
        // XML without the second, JSONP without the third.
        &[
            Demand::Query("method", "flickr.test.login"),
            Demand::Query("format", "json"),
            Demand::Query("nojsoncallback", "1"),
        ],
        r#"{"user":{"id":"$id_text","username":{"_content":"$login"}},"stat":"ok"}"#,
    )],
    ..Play::OAUTH1
};

pub(crate) const TRELLO: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (TemporaryCredentials, "trello.com/1/OAuthGetRequestToken"),
            (OAuth1Authorization, "trello.com/1/OAuthAuthorizeToken"),
            (TokenCredentials, "trello.com/1/OAuthGetAccessToken"),
        ],
    }],
    ask: &[Ask::Has("scope")],
    documents: &[account(
        "api.trello.com/1/members/me",
        &[],
        r#"{"id":"$sub","username":"$login","fullName":"$name","avatarUrl":"$picture","confirmed":true}"#,
    )],
    ..Play::OAUTH1
};

pub(crate) const DISCOGS: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (TemporaryCredentials, "api.discogs.com/oauth/request_token"),
            (OAuth1Authorization, "www.discogs.com/oauth/authorize"),
            (TokenCredentials, "api.discogs.com/oauth/access_token"),
        ],
    }],
    form: &[Form::UserAgent],
    documents: &[account(
        "api.discogs.com/oauth/identity",
        &[Demand::Header("user-agent", 403)],
        r#"{"id":"$id","username":"$login","resource_url":"https://api.discogs.com/users/ada",
            "consumer_name":"Example application"}"#,
    )],
    signature_methods: &["HMAC-SHA1", "PLAINTEXT"],
    ..Play::OAUTH1
};
