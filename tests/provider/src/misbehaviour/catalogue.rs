//! The list. One entry: what it does, its name, the verdict, the conformance module where there is one, and the knob.

use serde_json::json;

use super::Verdict;
use super::actions::*;
use crate::answer::Answer;
use crate::clients::ClientAuthentication;
use crate::id_token::Signature;
use crate::journal::Endpoint;
use crate::keys::Algorithm;
use crate::knobs::BearerPlacement;
use crate::provider::Provider;
use crate::reply::Reply;

catalogue! {
    // Honest variants that the OpenID Foundation tests.

    /// The code flow as it should be.
    HonestCodeFlow: Accept ("oidcc-client-test") => honest;
    /// Discovery as it should be.
    HonestDiscovery: Accept ("oidcc-client-test-discovery-openid-config") => honest;
    /// ID tokens signed with RS256.
    HonestRs256: Accept ("oidcc-client-test-idtoken-sig-rs256") => |p| p.signing(Algorithm::RS256);
    /// Claims of the granted scopes in the userinfo response.
    HonestScopeClaims: Accept ("oidcc-client-test-scope-userinfo-claims") => honest;
    /// A refresh as it should be.
    HonestRefresh: Accept ("oidcc-client-test-refresh-token") => honest;
    /// Only `client_secret_basic` at the token endpoint.
    OnlyClientSecretBasic: Accept ("oidcc-client-test-client-secret-basic") =>
        |p| p.require_client_authentication(ClientAuthentication::ClientSecretBasic);
    /// Only `Authorization: Bearer` at the userinfo endpoint.
    OnlyBearerHeader: Accept ("oidcc-client-test-userinfo-bearer-header") =>
        |p| p.require_bearer_placement(BearerPlacement::Header);
    /// Only a form with `access_token` at the userinfo endpoint.
    OnlyBearerForm: Accept ("oidcc-client-test-userinfo-bearer-body") =>
        |p| p.require_bearer_placement(BearerPlacement::Form);
    /// A `jwks_uri` that is different on each run.
    FreshJwksUri: Accept ("oidcc-client-test-discovery-jwks-uri-keys") => fresh_jwks_uri;
    /// A key rotation just before each ID token is signed.
    RotationBeforeSigning: Accept ("oidcc-client-test-signing-key-rotation-just-before-signing") =>
        |p| rotate_before_signing(p, false);
    /// A key rotation between the first login and the second.
    RotationBetweenLogins: Accept ("oidcc-client-test-signing-key-rotation") => |p| rotate_before_signing(p, true);
    /// An ID token without `kid`, and one key in the JWKS.
    KidAbsent: Accept ("oidcc-client-test-kid-absent-single-jwks") => |p| p.on_id_token(|d| drop(d.header.remove("kid")));
    /// An ID token without `kid`, and two keys without `kid` in the JWKS, the right one second.
    KidAbsentTwoKeys: Either ("oidcc-client-test-kid-absent-multiple-jwks") => two_keys_without_kid;
    /// A userinfo response that is a signed JWT.
    SignedUserinfo: Either ("oidcc-client-test-userinfo-signed") => signed_userinfo;
    /// An aggregated claim in the userinfo response.
    AggregatedClaims: Accept ("oidcc-client-test-aggregated-claims") => aggregated_claims;

    // ID token: signature and header.

    /// `alg` is `none` and the signature is empty.
    AlgorithmNone: Either ("oidcc-client-test-idtoken-sig-none") => |p| signature(p, Some("none"), Signature::Empty);
    /// `alg` is `nOnE` and the signature is empty.
    AlgorithmNoneInMixedCase: Refuse => |p| signature(p, Some("nOnE"), Signature::Empty);
    /// A broken RS256 signature.
    CorruptRs256: Refuse ("oidcc-client-test-invalid-sig-rs256") => |p| corrupt(p, Algorithm::RS256);
    /// A broken ES256 signature; the provider keeps signing with ES256 after a reset.
    CorruptEs256: Refuse ("oidcc-client-test-invalid-sig-es256") => |p| corrupt(p, Algorithm::ES256);
    /// A broken HS256 signature; the provider keeps signing with HS256 after a reset.
    CorruptHs256: Refuse ("oidcc-client-test-invalid-sig-hs256") => |p| corrupt(p, Algorithm::HS256);
    /// The honest header, but no signature.
    EmptySignature: Refuse => |p| signature(p, None, Signature::Empty);
    /// Signed by a key that is not published, under the published `kid`.
    UnpublishedKey: Refuse => |p| signature(p, None, Signature::OtherKey);
    /// HS256 with the published public key as the secret.
    HmacWithPublicKey: Refuse => |p| signature(p, Some("HS256"), Signature::HmacWithPublicKey);
    /// HS256 with an empty secret.
    HmacWithEmptyKey: Refuse => |p| signature(p, Some("HS256"), Signature::Hmac(Vec::new()));
    /// PS256 under a key whose JWK says RS256.
    AlgorithmNotOfKey: Refuse => |p| {
        p.signing(Algorithm::RS256);
        signature(p, Some("PS256"), Signature::WithAlgorithm(Algorithm::PS256));
    };
    /// The header contains the key that verifies the token.
    EmbeddedKey: Refuse => embedded_key;
    /// `kid` names a key that is never published.
    UnknownKid: Refuse => |p| header(p, "kid", "../../etc/passwd");
    /// `crit` names an extension that nobody knows.
    UnknownCritical: Refuse => |p| header(p, "crit", json!(["http://example.com/unknown"]));
    /// `typ` is that of an access token.
    AccessTokenType: Refuse => |p| header(p, "typ", "at+jwt");
    /// A fourth part.
    FourParts: Refuse => |p| p.on_token_response(|response| {
        let four = response.get("id_token").and_then(|token| token.as_str()).map(|token| format!("{token}.AAAA"));
        response.insert("id_token".to_owned(), four.into());
    });

    // ID token: claims.

    /// `iss` is another issuer.
    ForeignIssuer: Refuse ("oidcc-client-test-invalid-iss") => |p| claim(p, "iss", "https://attacker.example");
    /// `iss` with a slash at the end.
    IssuerWithSlash: Refuse => |p| { let iss = format!("{}/", p.issuer()); claim(p, "iss", iss); };
    /// No `iss`.
    MissingIssuer: Refuse => |p| no_claim(p, "iss");
    /// No `sub`.
    MissingSubject: Refuse ("oidcc-client-test-missing-sub") => |p| no_claim(p, "sub");
    /// `sub` is empty.
    EmptySubject: Refuse => |p| claim(p, "sub", "");
    /// `sub` is a number.
    NumericSubject: Refuse => |p| claim(p, "sub", 12345);
    /// `sub` twice, with two values.
    DuplicateSubject: Refuse => |p| p.on_id_token(duplicate_claim);
    /// `aud` is another client.
    ForeignAudience: Refuse ("oidcc-client-test-invalid-aud") => |p| claim(p, "aud", "another-client");
    /// No `aud`.
    MissingAudience: Refuse ("oidcc-client-test-missing-aud") => |p| no_claim(p, "aud");
    /// `aud` is us and somebody else.
    ExtraAudience: Refuse => |p| p.on_id_token(|d| {
        let aud = json!([d.claims.get("aud"), "another-client"]);
        d.set("aud", aud);
    });
    /// `aud` is an array with us alone.
    AudienceInArray: Accept => |p| p.on_id_token(|d| { let aud = json!([d.claims.get("aud")]); d.set("aud", aud); });
    /// `azp` is another client.
    ForeignAuthorizedParty: Refuse => |p| claim(p, "azp", "another-client");
    /// No `exp`.
    MissingExpiry: Refuse => |p| no_claim(p, "exp");
    /// `exp` was an hour ago.
    Expired: Refuse => |p| p.on_id_token(|d| shift(d, "exp", -7200));
    /// `exp` is text.
    ExpiryAsText: Refuse => |p| claim(p, "exp", "9999999999");
    /// No `iat`.
    MissingIssuedAt: Refuse ("oidcc-client-test-missing-iat") => |p| no_claim(p, "iat");
    /// `iat` is a year ahead.
    IssuedInTheFuture: Refuse => |p| p.on_id_token(|d| shift(d, "iat", 31_536_000));
    /// `iat` is a week ago.
    IssuedLastWeek: Refuse => |p| p.on_id_token(|d| shift(d, "iat", -604_800));
    /// `nbf` is an hour ahead.
    NotYetValid: Refuse => |p| p.on_id_token(|d| {
        let nbf = d.claims.get("iat").cloned().unwrap_or_default();
        d.set("nbf", nbf);
        shift(d, "nbf", 3600);
    });
    /// `nonce` is another one.
    ForeignNonce: Refuse ("oidcc-client-test-nonce-invalid") => |p| claim(p, "nonce", "not-the-nonce-that-was-sent");
    /// No `nonce`.
    MissingNonce: Refuse => |p| no_claim(p, "nonce");
    /// `at_hash` belongs to another access token.
    ForeignAccessTokenHash: Refuse ("oidcc-client-test-invalid-athash") => |p| claim(p, "at_hash", "77QmUPtjPfzWtF2AnpK9RQ");
    /// No `at_hash`, which the code flow allows.
    MissingAccessTokenHash: Accept => |p| no_claim(p, "at_hash");
    /// `auth_time` is a day ago.
    OldAuthentication: Either => |p| p.on_id_token(|d| shift(d, "auth_time", -86_400));
    /// The claims are a JSON array.
    ClaimsInArray: Refuse => |p| p.on_id_token(|d| {
        let values: Vec<_> = d.claims.values().cloned().collect();
        d.claims_text = Some(json!(values).to_string());
    });

    // Refresh.

    /// The refreshed ID token has another `iss`.
    RefreshedIssuerDiffers: Refuse ("oidcc-client-test-refresh-token-invalid-issuer") =>
        |p| p.on_id_token(|d| if d.refreshed { d.set("iss", "https://attacker.example") });
    /// The refreshed ID token has another `sub`.
    RefreshedSubjectDiffers: Refuse ("oidcc-client-test-refresh-token-invalid-sub") =>
        |p| p.on_id_token(|d| if d.refreshed { d.set("sub", "somebody-else") });

    // Authorization response.

    /// `error=login_required` where a code was due, in the requested response mode.
    ErrorInResponse: Refuse ("oidcc-client-test-form-post-error") => |p| response_error(p, "login_required", "not logged in");
    /// An error whose description is a script.
    ScriptInErrorDescription: Refuse => |p| response_error(p, "access_denied", "<script>alert(1)</script>");
    /// `iss` is another issuer: a mix-up.
    MixedUpIssuer: Refuse => |p| response_parameter(p, "iss", "https://attacker.example");
    /// No `iss`, although the metadata promises it.
    MissingResponseIssuer: Refuse => |p| no_response_parameter(p, "iss");
    /// Another `state`.
    ForeignState: Refuse => |p| response_parameter(p, "state", "not-the-state-that-was-sent");
    /// No `state`.
    MissingState: Refuse => |p| no_response_parameter(p, "state");
    /// `state` twice.
    DuplicateState: Refuse => |p| p.on_authorization_response(|pairs| pairs.push(("state".to_owned(), "t".to_owned())));
    /// No `code`.
    MissingCode: Refuse => |p| no_response_parameter(p, "code");
    /// `code` and `error` together.
    CodeAndError: Refuse => |p| response_parameter(p, "error", "access_denied");
    /// A code that was never issued.
    ForeignCode: Refuse => |p| response_parameter(p, "code", "a-code-from-another-session");
    /// A parameter that nobody knows.
    UnknownParameter: Accept => |p| response_parameter(p, "session_state", "a.b");

    // Token response.

    /// No `access_token`.
    MissingAccessToken: Refuse => |p| no_token_member(p, "access_token");
    /// `access_token` is empty.
    EmptyAccessToken: Refuse => |p| token_member(p, "access_token", "");
    /// No `token_type`.
    MissingTokenType: Refuse => |p| no_token_member(p, "token_type");
    /// `token_type` is `DPoP`, which was not asked for.
    UnaskedDpop: Refuse => |p| token_member(p, "token_type", "DPoP");
    /// `token_type` in capitals.
    TokenTypeInCapitals: Accept => |p| token_member(p, "token_type", "BEARER");
    /// `expires_in` is a number written as text.
    LifetimeAsText: Accept => |p| token_member(p, "expires_in", "3600");
    /// `expires_in` is not a number.
    LifetimeUnreadable: Refuse => |p| token_member(p, "expires_in", "soon");
    /// No `expires_in`.
    MissingLifetime: Accept => |p| no_token_member(p, "expires_in");
    /// No `id_token`, although `openid` was asked for.
    MissingIdToken: Refuse => |p| no_token_member(p, "id_token");
    /// The body is a JSON array.
    TokenResponseInArray: Refuse => |p| token_reply(p, |reply| reply.body = br#"["token","bearer",3600]"#.to_vec());
    /// The body is a form instead of JSON.
    TokenResponseAsForm: Refuse => |p| token_reply(p, form_encoded);
    /// An error with status 200.
    ErrorWithStatus200: Refuse => |p| token_answer(p, Reply::json(200, json!({ "error": "bad_verification_code" })).into());
    /// `503 Service Unavailable` with an HTML page.
    TokenEndpointUnavailable: Refuse => |p| token_answer(p, Reply::text(503, "text/html", "<h1>Sorry</h1>").into());
    /// A redirect in place of a token response.
    TokenEndpointRedirects: Refuse => |p| token_answer(p, Answer::Redirect("https://attacker.example/token".to_owned()));
    /// No answer at all.
    TokenEndpointSilent: Refuse => |p| token_answer(p, Answer::Silence);
    /// The connection is closed before a byte.
    TokenEndpointCloses: Refuse => |p| token_answer(p, Answer::CloseBeforeHead);
    /// The connection is closed in the middle of the body.
    TokenEndpointClosesMidBody: Refuse => |p| token_answer(p, Answer::CloseMidBody(Box::new(Answer::Honest)));
    /// A body without end.
    TokenEndpointEndless: Refuse => |p| token_answer(p, Answer::Endless);

    // Metadata.

    /// The `issuer` in the metadata is not the one that was asked.
    MetadataIssuerDiffers: Refuse ("oidcc-client-test-discovery-issuer-mismatch") =>
        |p| metadata_member(p, "issuer", "https://attacker.example");
    /// The `issuer` in the metadata has a slash at the end.
    MetadataIssuerWithSlash: Refuse => |p| { let issuer = format!("{}/", p.issuer()); metadata_member(p, "issuer", issuer); };
    /// The metadata document is an array.
    MetadataInArray: Refuse => |p| body(p, Endpoint::Metadata, "[]");
    /// A redirect in place of the metadata.
    MetadataRedirects: Refuse =>
        |p| p.answer(Endpoint::Metadata, Answer::Redirect("http://169.254.169.254/latest/meta-data".to_owned()));
    /// No `token_endpoint`.
    MissingTokenEndpoint: Refuse => |p| no_metadata_member(p, "token_endpoint");
    /// `authorization_endpoint` is a script.
    ScriptAsAuthorizationEndpoint: Refuse => |p| metadata_member(p, "authorization_endpoint", "javascript:alert(1)");
    /// `token_endpoint` is plain http on another host.
    TokenEndpointOverHttp: Refuse => |p| metadata_member(p, "token_endpoint", "http://attacker.example/token");
    /// `none` and HS256 are offered first.
    WeakAlgorithmsOffered: Accept =>
        |p| metadata_member(p, "id_token_signing_alg_values_supported", json!(["none", "HS256", "RS256"]));
    /// PKCE is not announced.
    PkceNotAnnounced: Accept => |p| no_metadata_member(p, "code_challenge_methods_supported");

    // JWKS.

    /// No keys.
    NoKeys: Refuse => |p| body(p, Endpoint::Jwks, r#"{"keys":[]}"#);
    /// Keys of unknown kinds before the right one.
    StrangeKeys: Accept => |p| p.on_jwks(strange_keys);
    /// A new key under the old `kid`.
    NewKeyUnderOldKid: Accept => replace_key_under_kid;
    /// `503 Service Unavailable` in place of the keys.
    JwksUnavailable: Refuse => |p| p.answer(Endpoint::Jwks, Reply::new(503));

    // Userinfo.

    /// `sub` is not that of the ID token.
    ForeignUserinfoSubject: Refuse ("oidcc-client-test-userinfo-invalid-sub") =>
        |p| p.on_userinfo(|claims| drop(claims.insert("sub".to_owned(), "somebody-else".into())));
    /// No `sub`.
    MissingUserinfoSubject: Refuse => |p| p.on_userinfo(|claims| drop(claims.remove("sub")));
    /// The body is a JSON array.
    UserinfoInArray: Refuse => |p| body(p, Endpoint::Userinfo, "[]");
    /// A redirect to another origin, which must not see the token.
    UserinfoRedirects: Refuse =>
        |p| p.answer(Endpoint::Userinfo, Answer::Redirect("https://attacker.example/userinfo".to_owned()));
    /// A distributed claim whose source is in the client's own network; it must not be fetched.
    ClaimSourceInside: Accept => |p| p.on_userinfo(|claims| {
        claims.insert("_claim_names".to_owned(), json!({ "eye_color": "source" }));
        claims.insert("_claim_sources".to_owned(), json!({ "source": { "endpoint": "http://169.254.169.254/" } }));
    });

    // OAuth 1.0a.

    /// No `oauth_callback_confirmed`: OAuth 1.0 without the a.
    CallbackNotConfirmed: Refuse =>
        |p| p.on_temporary_credentials(|pairs| pairs.retain(|(name, _)| name != "oauth_callback_confirmed"));
    /// `oauth_callback_confirmed=True`, as some servers write it.
    CallbackConfirmedInCapitals: Accept => |p| p.on_temporary_credentials(|pairs| {
        for (_, value) in pairs.iter_mut().filter(|(name, _)| name == "oauth_callback_confirmed") {
            "True".clone_into(value);
        }
    });
    /// Temporary credentials without a secret.
    MissingTemporarySecret: Refuse =>
        |p| p.on_temporary_credentials(|pairs| pairs.retain(|(name, _)| name != "oauth_token_secret"));
    /// Temporary credentials in JSON.
    TemporaryCredentialsAsJson: Refuse => json_credentials;
    /// The browser brings back another token than it was sent away with.
    ForeignTemporaryToken: Refuse => |p| p.on_oauth1_authorization_response(|pairs| {
        for (_, value) in pairs.iter_mut().filter(|(name, _)| name == "oauth_token") {
            "another-token".clone_into(value);
        }
    });
    /// The browser brings back no verifier.
    MissingVerifier: Refuse =>
        |p| p.on_oauth1_authorization_response(|pairs| pairs.retain(|(name, _)| name != "oauth_verifier"));
    /// Token credentials without a secret.
    MissingTokenSecret: Refuse =>
        |p| p.on_token_credentials(|pairs| pairs.retain(|(name, _)| name != "oauth_token_secret"));
    /// Token credentials with `oauth_token` twice.
    DuplicateTokenCredentials: Refuse =>
        |p| p.on_token_credentials(|pairs| pairs.push(("oauth_token".to_owned(), "another".to_owned())));
}
