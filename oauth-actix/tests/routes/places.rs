//! Scopes, bases and several registries.

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use oauth_actix::{OAuth2Client, OidcClient, Registry as _, oauth_registry};
use serde_json::json;

use crate::support::*;
use crate::{SiteLogin, login_at, own, site};

#[oauth_registry]
struct Google {
    #[provider(issuer = env)]
    google: OidcClient,
}

#[oauth_registry]
struct Github {
    #[provider(authorization_endpoint = env, token_endpoint = env, userinfo_endpoint = env, scope = "user")]
    github: OAuth2Client,
}

#[oauth_registry(base = "/sign-in/with")]
struct Segments {
    #[provider(issuer = env)]
    google: OidcClient,
}

#[oauth_registry(base = "/-._~!$&'()+,;=:@")]
struct Punctuation {
    #[provider(issuer = env)]
    google: OidcClient,
}

#[actix_web::test]
async fn routes_and_their_names_work_inside_a_scope() {
    let provider = provider();
    let urls = async |request: HttpRequest| {
        let tenant = request.match_info().get("tenant").map(ToOwned::to_owned);
        let url = |name| request.url_for(name, &tenant).unwrap().path().to_owned();
        HttpResponse::Ok().json(["google.login", "google.authorize", "twitter.login"].map(url))
    };
    for (scope, prefix) in [
        ("", ""),
        ("/app", "/app"),
        ("/{tenant}", "/t1"),
        ("/{tenant}", "/auth"),
        ("/a/{tenant}/b", "/a/%C3%A9/b"),
        ("/auth", "/auth"),
    ] {
        let settings = settings(&provider).base_url(&format!("{BASE}{prefix}"));
        let auth = Auth::from_settings(&settings).unwrap();
        let configure = |config: &mut ServiceConfig| {
            let inner = web::scope(scope).configure(auth.routes(says!(AuthLogin, "in")));
            config.service(inner.route("/urls", web::get().to(urls)));
        };
        let browser = Browser::new(&App::plain(configure).await);
        for client in CLIENTS {
            let path = format!("{prefix}/auth/{client}/login");
            assert_eq!(login_at(&browser, &path).await.body, "in", "{path} in {scope}");
        }
        let expected = ["google/login", "google/authorize", "twitter/login"];
        let expected = expected.map(|path| format!("{prefix}/auth/{path}"));
        assert_eq!(browser.get(&format!("{prefix}/urls")).await.json(), json!(expected), "{scope}");
        for elsewhere in [format!("{prefix}/x/auth"), format!("/x/y{prefix}/auth"), prefix.to_owned()] {
            let answer = browser.get(&format!("{elsewhere}/google/login")).await;
            assert_eq!(answer.status, 404, "{elsewhere} in {scope}");
        }
    }
}

#[actix_web::test]
async fn a_longer_path_that_ends_as_ours_do_is_the_application_s() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let nested =
        Google::from_settings(&settings(&provider).base_url("http://localhost/auth/nested")).unwrap();
    let configure = |config: &mut ServiceConfig| {
        config.configure(auth.routes(says!(AuthLogin, "in")));
        config.service(web::scope("/auth/nested").configure(nested.routes(says!(GoogleLogin, "nested"))));
        own(config, "/auth/{a}/auth/{b}/login");
    };
    let browser = Browser::new(&App::plain(configure).await);
    assert_eq!(browser.get("/auth/x/auth/google/login").await.body, "/auth/{a}/auth/{b}/login");
    assert_eq!(login_at(&browser, "/auth/nested/auth/google/login").await.body, "nested");
}

#[actix_web::test]
async fn a_base_may_have_several_segments_and_punctuation() {
    let provider = provider();
    let segments = Segments::from_settings(&settings(&provider)).unwrap();
    let punctuation = Punctuation::from_settings(&settings(&provider)).unwrap();
    let configure = |config: &mut ServiceConfig| {
        config.configure(segments.routes(says!(SegmentsLogin, "segments")));
        config.configure(punctuation.routes(says!(PunctuationLogin, "punctuation")));
    };
    let browser = Browser::new(&App::plain(configure).await);
    assert_eq!(login_at(&browser, "/sign-in/with/google/login").await.body, "segments");
    assert_eq!(login_at(&browser, "/-._~!$&'()+,;=:@/google/login").await.body, "punctuation");
    for path in [
        "/with/google/login",
        "/sign-in/google/login",
        "/x/sign-in/with/google/login",
        "/sign-in/without/google/login",
        "/-x_~!$&'()+,;=:@/google/login",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[actix_web::test]
async fn registries_with_one_base_or_two_do_not_hide_each_other() {
    let (provider, other) = (provider(), provider());
    let settings = settings(&provider);
    let google = Google::from_settings(&settings).unwrap();
    let github = Github::from_settings(&settings).unwrap();
    let segments = Segments::from_settings(&settings).unwrap();
    let site = site(&provider, &other);
    let urls = async |request: HttpRequest| {
        let url = |name| request.url_for_static(name).unwrap().path().to_owned();
        HttpResponse::Ok().json([url("github.login"), url("github.authorize")])
    };
    let configure = |config: &mut ServiceConfig| {
        config.configure(segments.routes(says!(SegmentsLogin, "segments")));
        config.configure(google.routes(says!(GoogleLogin, "google")));
        config.configure(github.routes(says!(GithubLogin, "github")));
        config.configure(site.routes(says!(SiteLogin, "site")));
        config.route("/urls", web::get().to(urls));
    };
    let browser = Browser::new(&App::plain(configure).await);
    for (path, who) in [
        ("/auth/google/login", "google"),
        ("/auth/github/login", "github"),
        ("/auth/acme/login", "site"),
        ("/sign-in/with/google/login", "segments"),
    ] {
        assert_eq!(login_at(&browser, path).await.body, who, "{path}");
    }
    assert_eq!(browser.get("/sign-in/with/github/login").await.status, 404);
    let expected = json!(["/auth/github/login", "/auth/github/authorize"]);
    assert_eq!(browser.get("/urls").await.json(), expected);
}

/// Handlers have one `web::Data` of a type: they would send the tokens of the first one's logins to the second one's providers.
#[actix_web::test]
async fn two_registries_of_one_type_need_a_scope_each() {
    let providers = [provider(), provider()];
    let [first, second] =
        providers.each_ref().map(|provider| Auth::from_settings(&settings(provider)).unwrap());
    let both = |config: &mut ServiceConfig| {
        config.configure(first.routes(says!(AuthLogin, "in")));
        config.configure(second.routes(says!(AuthLogin, "in")));
    };
    let answer = Browser::new(&App::plain(both).await).get("/auth/google/login").await;
    assert_eq!((answer.status, answer.error().as_str()), (500, "registry_mounted_twice"));
    assert!(providers.iter().all(|provider| calls(provider).is_empty()));
    let apart = |config: &mut ServiceConfig| {
        config.service(web::scope("/a").configure(first.routes(says!(AuthLogin, "in"))));
        config.service(web::scope("/b").configure(second.routes(says!(AuthLogin, "in"))));
    };
    let browser = Browser::new(&App::plain(apart).await);
    for place in ["/a", "/b"] {
        assert_eq!(browser.get(&format!("{place}/auth/google/login")).await.status, 303, "{place}");
    }
}
