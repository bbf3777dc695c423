//! Finding a route: [`Table`].

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::dev::{
    AppService, HttpServiceFactory, ResourceDef, ResourceMap, ServiceRequest, ServiceResponse, Url,
    fn_service,
};
use actix_web::guard::{self, Guard};
use actix_web::http::Method;
use actix_web::http::header::ALLOW;
use actix_web::web::Payload;
use actix_web::{Error, FromRequest as _, HttpRequest, HttpResponse};

use crate::headers::keep_private;

pub(super) type Answer = Pin<Box<dyn Future<Output = HttpResponse>>>;

/// What a route does.
pub(super) type Work = Box<dyn Fn(HttpRequest, Payload) -> Answer>;

/// The two routes of one provider.
pub(super) struct Routes {
    pub(super) login: Work,
    pub(super) authorize: Work,
}

/// The routes below one prefix. They are looked up by the provider's name, because actix-web tries the routes of an
/// application one after the other, and there may be hundreds of providers.
pub(super) struct Table {
    base: &'static str,
    by_name: HashMap<String, Routes>,
    /// The routes of all other names.
    others: Option<Routes>,
}

const VERBS: [&str; 2] = ["login", "authorize"];

/// A route's name at the end of its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Login,
    Authorize,
}

impl Verb {
    fn allowed(self) -> &'static str {
        match self {
            Self::Login => "GET",
            Self::Authorize => "GET, POST",
        }
    }

    fn allows(self, method: &Method) -> bool {
        *method == Method::GET || (self == Self::Authorize && *method == Method::POST)
    }
}

impl Table {
    pub(super) fn new(base: &'static str) -> Self {
        Self { base, by_name: HashMap::new(), others: None }
    }

    pub(super) fn insert(&mut self, name: &str, routes: Routes) {
        self.by_name.insert(name.to_owned(), routes);
    }

    pub(super) fn insert_others(&mut self, routes: Routes) {
        self.others = Some(routes);
    }

    /// The routes of `/name/verb`, and which of the two.
    fn find(&self, path: &str) -> Option<(&Routes, Verb)> {
        let (name, verb) = split(path)?;
        let others = self.others.as_ref().filter(|_| !name.is_empty());
        Some((self.by_name.get(name).or(others)?, verb))
    }

    /// Whether a path is one of the table's. Inside of a scope, what stands before ours is not known here.
    fn has(&self, path: &str, is_root: bool) -> bool {
        let start = path.rmatch_indices('/').nth(1).and_then(|(start, _)| path.split_at_checked(start));
        start.is_some_and(|(base, path)| {
            let ours = if is_root { base == self.base } else { base.ends_with(self.base) };
            ours && self.find(path).is_some()
        })
    }

    /// What `url_for` and middleware that asks for the route of a request read.
    fn map(&self) -> ResourceMap {
        let mut map = ResourceMap::new(ResourceDef::root_prefix(self.base));
        for (name, verb) in self.by_name.keys().flat_map(|name| VERBS.map(|verb| (name, verb))) {
            let mut route = ResourceDef::new(format!("/{name}/{verb}"));
            route.set_name(format!("{name}.{verb}"));
            map.add(&mut route, None);
        }
        if self.others.is_some() {
            for verb in VERBS {
                map.add(&mut ResourceDef::new(format!("/{{oauth_provider}}/{verb}")), None);
            }
        }
        map
    }

    fn answer(&self, request: HttpRequest, payload: Payload) -> Answer {
        let answer = |mut response| -> Answer {
            keep_private(&mut response);
            Box::pin(async { response })
        };
        match self.find(request.match_info().unprocessed()) {
            None => answer(HttpResponse::NotFound().finish()),
            Some((_, verb)) if !verb.allows(request.method()) => {
                answer(HttpResponse::MethodNotAllowed().insert_header((ALLOW, verb.allowed())).finish())
            }
            Some((routes, Verb::Login)) => (routes.login)(request, payload),
            Some((routes, Verb::Authorize)) => (routes.authorize)(request, payload),
        }
    }
}

/// The provider's name in the path of a request that one of the table's routes answers.
pub(super) fn named(request: &HttpRequest) -> &str {
    split(request.match_info().unprocessed()).map_or("", |(name, _)| name)
}

/// The provider's name and the verb in `/name/verb`.
fn split(path: &str) -> Option<(&str, Verb)> {
    let (name, verb) = path.strip_prefix('/')?.split_once('/')?;
    match verb {
        "login" => Some((name, Verb::Login)),
        "authorize" => Some((name, Verb::Authorize)),
        _ => None,
    }
}

impl HttpServiceFactory for Table {
    fn register(self, config: &mut AppService) {
        let (definition, map) = (ResourceDef::root_prefix(self.base), self.map());
        let table = Rc::new(self);
        let asked = Rc::clone(&table);
        // Other routes below the prefix are the application's.
        let is_root = config.is_root();
        let guard = guard::fn_guard(move |context| {
            let uri = &context.head().uri;
            match uri.path().contains('%') {
                // As the router reads it, too.
                true => asked.has(Url::new(uri.clone()).path(), is_root),
                false => asked.has(uri.path(), is_root),
            }
        });
        let service = fn_service(move |request: ServiceRequest| {
            let table = Rc::clone(&table);
            async move {
                let (request, mut payload) = request.into_parts();
                let payload = Payload::from_request(&request, &mut payload).await?;
                let response = table.answer(request.clone(), payload).await;
                Ok::<_, Error>(ServiceResponse::new(request, response))
            }
        });
        let guards: Vec<Box<dyn Guard>> = vec![Box::new(guard)];
        config.register_service(definition, Some(guards), service, Some(Rc::new(map)));
    }
}
