//! Mounting a registry's routes: [`Routes`].

mod table;

use std::cell::Cell;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::web::{self, Payload, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpMessage as _, HttpRequest, HttpResponse, Responder};
use oauth_core::error::{AuthorizationError, ConfigurationError};

use self::table::{Answer, Table, Work, named};
use crate::client::{AnyClient, AnyLogin, Callback, Client, read_form};
use crate::error::{Context, Error};
use crate::headers::{Cookies, SEC_FETCH_DEST, SEC_FETCH_MODE, SEC_FETCH_SITE, keep_private, set_cookies};
use crate::providers::Providers;
use crate::registry::Registry;
use crate::shared::Shared;

/// The routes of one registry, on their way into an application.
pub struct Routes<R, H, Args> {
    registry: Rc<R>,
    handler: H,
    table: Table,
    marker: PhantomData<Args>,
}

impl<R, H, Args> Routes<R, H, Args>
where
    R: Registry,
    H: Handler<Args>,
    H::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    pub(crate) fn new(registry: &R, handler: H) -> Self {
        let registry = Rc::new(registry.clone());
        Self { registry, handler, table: Table::new(R::BASE), marker: PhantomData }
    }

    /// Mounts the two routes of one client.
    pub fn provider<C: Client + 'static>(&mut self, of: fn(&R) -> &C, variant: fn(C::Login) -> R::Login) {
        let (name, handler) = (of(&self.registry).name().to_owned(), self.handler.clone());
        let finishing = Rc::clone(&self.registry);
        let login = self.beginning(
            move |registry| of(registry).shared(),
            move |registry, request| Box::pin(async move { respond(login(of(&registry), &request).await) }),
        );
        let authorize: Work = Box::new(move |request, payload| {
            let (registry, handler) = (Rc::clone(&finishing), handler.clone());
            Box::pin(async move {
                let login = authorize(of(&registry), &request, payload).await.map(variant);
                respond_to_login(&handler, &request, of(&registry).name(), login).await
            })
        });
        self.table.insert(&name, table::Routes { login, authorize });
    }

    /// Mounts the two routes of all other providers, which are found when a request comes.
    pub fn providers(&mut self, of: fn(&R) -> &Providers, variant: fn(AnyLogin) -> R::Login) {
        let handler = self.handler.clone();
        let finishing = Rc::clone(&self.registry);
        let login = self.beginning(
            move |registry| of(registry).shared(),
            move |registry, request| {
                Box::pin(async move { respond(login_any(of(&registry), &request).await) })
            },
        );
        let authorize: Work = Box::new(move |request, payload| {
            let (registry, handler) = (Rc::clone(&finishing), handler.clone());
            Box::pin(async move {
                // A visitor wrote the path: only what is a provider's name is one.
                let client = of(&registry).client(named(&request));
                let login = authorize_any(client.as_ref(), &request, payload).await.map(variant);
                let name = client.as_ref().map_or("", AnyClient::name);
                respond_to_login(&handler, &request, name, login).await
            })
        });
        self.table.insert_others(table::Routes { login, authorize });
    }

    /// A route that begins a login, unless the handler would use its tokens with another registry.
    fn beginning(
        &self,
        shared: impl Fn(&R) -> &Arc<Shared> + 'static,
        begin: impl Fn(Rc<R>, HttpRequest) -> Answer + 'static,
    ) -> Work {
        let registry = Rc::clone(&self.registry);
        // What is true of one request is true of all.
        let is_handlers = Cell::new(false);
        Box::new(move |request, _| {
            if !is_handlers.get() {
                let others = request.app_data::<web::Data<R>>();
                is_handlers.set(others.is_none_or(|other| Arc::ptr_eq(shared(other), shared(&registry))));
            }
            match is_handlers.get() {
                true => begin(Rc::clone(&registry), request),
                false => {
                    let error = Context::new("", &request).error(ConfigurationError::MountedTwice);
                    error.log();
                    Box::pin(async move { error.respond() })
                }
            }
        })
    }

    /// Puts the routes into the application.
    pub(crate) fn mount(self, config: &mut ServiceConfig) {
        config.service(self.table);
    }
}

fn respond(result: Result<HttpResponse, Error>) -> HttpResponse {
    result.unwrap_or_else(HttpResponse::from_error)
}

/// Calls the person's handler with the finished login where its extractors find it.
async fn respond_to_login<H, Args, T: 'static>(
    handler: &H,
    request: &HttpRequest,
    provider: &str,
    login: Result<T, Error>,
) -> HttpResponse
where
    H: Handler<Args>,
    H::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    let failed = login.is_err();
    request.extensions_mut().insert(Finished(login));
    let mut response = match Args::extract(request).await {
        Ok(args) => {
            let left = request.extensions_mut().remove::<Finished<T>>();
            match left {
                // A handler that does not ask for the login must not run as if there were one.
                Some(Finished(Err(error))) => error.respond(),
                _ => handler.call(args).await.respond_to(request).map_into_boxed_body(),
            }
        }
        Err(error) => HttpResponse::from_error(error),
    };
    // What failed in the handler: a call to the API, or the identifier in its answer.
    if !failed && let Some(error) = response.error().and_then(|error| error.as_error::<Error>()) {
        let error = error.clone().in_context(Context::new(provider, request));
        error.log();
        response = HttpResponse::from_error(error);
    }
    let cookies = request.extensions_mut().remove::<CookieJar>();
    set_cookies(&mut response, &cookies.map(|jar| jar.0).unwrap_or_default());
    keep_private(&mut response);
    response
}

/// The login, or why there is none, between the library and the handler's extractors.
struct Finished<T>(Result<T, Error>);

/// What has to be set on the response to a callback, whatever it is.
struct CookieJar(Cookies);

/// The generated login handler's work.
///
/// # Errors
/// [`Error`], logged.
async fn login<C: Client>(client: &C, request: &HttpRequest) -> Result<HttpResponse, Error> {
    let result = match is_navigated(request) {
        true => client.begin(request, return_to(request).as_deref()).await,
        false => Err(Context::new(client.name(), request).error(AuthorizationError::NotNavigated)),
    };
    result.inspect_err(Error::log)
}

/// [`login`] at the provider that the path names.
///
/// # Errors
/// As for [`login`]; [`AuthorizationError::ProviderUnknown`].
async fn login_any(providers: &Providers, request: &HttpRequest) -> Result<HttpResponse, Error> {
    let result = match providers.client(named(request)) {
        None => Err(unknown(request)),
        Some(client) if !is_navigated(request) => {
            Err(Context::new(client.name(), request).error(AuthorizationError::NotNavigated))
        }
        Some(client) => client.authorize_redirect(request, return_to(request).as_deref()).await,
    };
    result.inspect_err(Error::log)
}

/// Nothing of the path is repeated: a visitor wrote it.
fn unknown(request: &HttpRequest) -> Error {
    Context::new("", request).error(AuthorizationError::ProviderUnknown)
}

/// The parameter `return_to` of a login route.
fn return_to(request: &HttpRequest) -> Option<String> {
    let query = request.query_string();
    if query.is_empty() {
        return None;
    }
    let query = web::Query::<Vec<(String, String)>>::from_query(query);
    let mut query = query.map(web::Query::into_inner).unwrap_or_default().into_iter();
    query.find(|(name, _)| name == "return_to").map(|(_, value)| value)
}

/// Whether a person may want this login: not so for an image, a script or a frame on a page of another site, which can have
/// many of them, each pushing a pending login out of the browser and sending us to the provider. Browsers that say nothing
/// are believed (Fetch Metadata Request Headers, section 2).
fn is_navigated(request: &HttpRequest) -> bool {
    let is = |name, value: &str| request.headers().get(name).is_some_and(|header| header == value);
    let whole_page = is(&SEC_FETCH_DEST, "document") || !request.headers().contains_key(&SEC_FETCH_DEST);
    !is(&SEC_FETCH_SITE, "cross-site") || is(&SEC_FETCH_MODE, "navigate") && whole_page
}

/// The generated authorize handler's work.
///
/// # Errors
/// [`Error`], logged.
async fn authorize<C: Client>(
    client: &C,
    request: &HttpRequest,
    payload: Payload,
) -> Result<C::Login, Error> {
    judge(client.name(), request, payload, async |callback| client.finish(request, callback).await).await
}

/// [`authorize`] at the provider that the path names.
///
/// # Errors
/// As for [`authorize`]; [`AuthorizationError::ProviderUnknown`].
async fn authorize_any(
    client: Option<&AnyClient>,
    request: &HttpRequest,
    payload: Payload,
) -> Result<AnyLogin, Error> {
    let Some(client) = client else {
        return Err(unknown(request)).inspect_err(Error::log);
    };
    judge(client.name(), request, payload, async |callback| client.finish(request, callback).await).await
}

/// Has a callback judged, as its query or its form, and keeps the cookies for the response.
async fn judge<T>(
    provider: &str,
    request: &HttpRequest,
    payload: Payload,
    finish: impl AsyncFnOnce(Callback<'_>) -> (Cookies, Result<T, Error>),
) -> Result<T, Error> {
    let (cookies, result) = match *request.method() == actix_web::http::Method::POST {
        false => finish(Callback::query(request)).await,
        true => match read_form(request, payload).await {
            Ok(form) => finish(Callback::form(request, &form)).await,
            Err(error) => (Cookies::new(), Err(Context::new(provider, request).error(error))),
        },
    };
    request.extensions_mut().insert(CookieJar(cookies));
    result.inspect_err(Error::log)
}

/// The generated extractor's work: the login that `authorize` finished.
///
/// # Errors
/// Why there is no login, or [`ConfigurationError::OutsideRoutes`].
pub fn finished<T: 'static>(request: &HttpRequest) -> Result<T, Error> {
    match request.extensions_mut().remove::<Finished<T>>() {
        Some(Finished(login)) => login,
        None => Err(Context::new("", request).error(ConfigurationError::OutsideRoutes)),
    }
}
