//! What people in Korea log in with.

use super::scopes;
use crate::provider::{Deviation, EmailRule, Preset, ProfileRules};

/// Kakao, by plain OAuth 2. Scopes are separated by commas.
///
/// A mail address is a verified one when Kakao says so and that it still belongs to the account. Kakao's client secret is
/// optional; switch it on. No library knows an issuer, so none is compared.
pub const KAKAO: Preset = Preset::oauth2("Kakao")
    .authorization_endpoint("https://kauth.kakao.com/oauth/authorize")
    .token_endpoint("https://kauth.kakao.com/oauth/token")
    .userinfo_endpoint("https://kapi.kakao.com/v2/user/me")
    .api_base_url("https://kapi.kakao.com/")
    .token_endpoint_auth_method("client_secret_post")
    .scope("account_email profile_nickname profile_image")
    .scopes(scopes::KAKAO)
    .deviations(&[Deviation::CommaScopes])
    .profile(
        ProfileRules::userinfo("/id")
            .name(&["/kakao_account/profile/nickname"])
            .picture("/kakao_account/profile/profile_image_url")
            .email(EmailRule::Flag {
                email: "/kakao_account/email",
                verified: &["/kakao_account/is_email_valid", "/kakao_account/is_email_verified"],
            }),
    )
    .source("https://developers.kakao.com/docs/latest/en/kakaologin/rest-api", "2026-11-21");

/// Naver, by plain OAuth 2. No issuer is known; scopes are chosen in the console.
///
/// An answer of the userinfo endpoint is one only when its `resultcode` is `00`. Nothing says whether the mail address was
/// verified.
pub const NAVER: Preset = Preset::oauth2("Naver")
    .authorization_endpoint("https://nid.naver.com/oauth2.0/authorize")
    .token_endpoint("https://nid.naver.com/oauth2.0/token")
    .userinfo_endpoint("https://openapi.naver.com/v1/nid/me")
    .api_base_url("https://openapi.naver.com/")
    .token_endpoint_auth_method("client_secret_post")
    .profile(
        ProfileRules::userinfo("/response/id")
            .name(&["/response/name", "/response/nickname"])
            .picture("/response/profile_image")
            .email(EmailRule::Unverified("/response/email"))
            .succeeded("/resultcode", "00"),
    )
    .source("https://developers.naver.com/docs/login/api/api.md", "2026-11-21");
