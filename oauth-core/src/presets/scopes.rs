//! The scopes of each provider, as far as they are known for certain. They are there for "did you mean", which looks one
//! letter far: a scope that differs from a listed one by a letter, and exists, must be listed too.

pub(super) const OPENID: &[&str] = &["openid", "email", "profile", "address", "phone", "offline_access"];

pub(super) const GOOGLE: &[&str] = &[
    "openid", "email", "profile",
    "https://www.googleapis.com/auth/userinfo.email", "https://www.googleapis.com/auth/userinfo.profile",
    "https://www.googleapis.com/auth/calendar", "https://www.googleapis.com/auth/calendar.readonly",
    "https://www.googleapis.com/auth/calendar.events", "https://www.googleapis.com/auth/calendar.events.readonly",
    "https://www.googleapis.com/auth/contacts", "https://www.googleapis.com/auth/contacts.readonly",
    "https://www.googleapis.com/auth/drive", "https://www.googleapis.com/auth/drive.file",
    "https://www.googleapis.com/auth/drive.readonly", "https://www.googleapis.com/auth/drive.appdata",
    "https://www.googleapis.com/auth/drive.metadata", "https://www.googleapis.com/auth/drive.metadata.readonly",
    "https://www.googleapis.com/auth/documents", "https://www.googleapis.com/auth/documents.readonly",
    "https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/spreadsheets.readonly",
    "https://www.googleapis.com/auth/gmail.readonly", "https://www.googleapis.com/auth/gmail.send",
    "https://www.googleapis.com/auth/gmail.compose", "https://www.googleapis.com/auth/gmail.modify",
    "https://www.googleapis.com/auth/gmail.labels", "https://www.googleapis.com/auth/gmail.metadata",
    "https://www.googleapis.com/auth/tasks", "https://www.googleapis.com/auth/tasks.readonly",
    "https://www.googleapis.com/auth/youtube", "https://www.googleapis.com/auth/youtube.readonly",
    "https://www.googleapis.com/auth/youtube.upload", "https://www.googleapis.com/auth/cloud-platform",
];

pub(super) const MICROSOFT: &[&str] = &[
    "openid", "email", "profile", "offline_access",
    "User.Read", "User.Read.All", "User.ReadBasic.All", "User.ReadWrite", "User.ReadWrite.All",
    "Calendars.Read", "Calendars.Read.Shared", "Calendars.ReadWrite", "Calendars.ReadWrite.Shared",
    "Contacts.Read", "Contacts.ReadWrite", "Directory.Read.All", "Directory.ReadWrite.All",
    "Files.Read", "Files.Read.All", "Files.ReadWrite", "Files.ReadWrite.All",
    "Group.Read.All", "Group.ReadWrite.All", "GroupMember.Read.All", "GroupMember.ReadWrite.All",
    "Mail.Read", "Mail.ReadBasic", "Mail.ReadWrite", "Mail.Send", "People.Read", "People.Read.All",
    "Sites.Read.All", "Sites.ReadWrite.All", "Tasks.Read", "Tasks.ReadWrite", "Chat.Read", "Chat.ReadWrite",
];

pub(super) const APPLE: &[&str] = &["openid", "email", "name"];

pub(super) const LINKEDIN: &[&str] = &[
    "openid", "email", "profile", "r_basicprofile", "r_liteprofile", "r_emailaddress",
    "r_member_social", "w_member_social", "r_member_social_feed", "w_member_social_feed",
    "r_organization_social", "w_organization_social", "r_organization_social_feed", "w_organization_social_feed",
    "r_organization_admin", "rw_organization_admin", "r_organization_followers", "r_1st_connections_size",
    "r_ads", "rw_ads", "r_ads_reporting", "r_events", "rw_events", "rw_conversions", "rw_dmp_segments",
    "r_compliance", "w_compliance",
];

pub(super) const SLACK: &[&str] = &["openid", "email", "profile"];

pub(super) const TWITCH: &[&str] = &[
    "openid", "user:read:email", "user:edit", "user:edit:broadcast", "user:read:broadcast", "user:read:blocked_users",
    "user:manage:blocked_users", "user:read:chat", "user:write:chat", "user:bot", "user:read:emotes",
    "user:read:follows", "user:read:moderated_channels", "user:read:subscriptions", "user:read:whispers",
    "user:manage:chat_color", "user:manage:whispers", "bits:read", "chat:read", "chat:edit", "clips:edit",
    "channel:bot", "channel:moderate", "channel:read:ads", "channel:manage:ads", "channel:edit:commercial",
    "channel:manage:broadcast", "channel:read:goals", "channel:read:hype_train", "channel:read:subscriptions",
    "channel:read:polls", "channel:manage:polls", "channel:read:predictions", "channel:manage:predictions",
    "channel:read:redemptions", "channel:manage:redemptions", "channel:read:vips", "channel:manage:vips",
    "channel:read:editors", "channel:read:charity", "channel:manage:raids", "channel:manage:videos",
    "moderation:read", "moderator:read:chatters", "moderator:read:followers",
];

pub(super) const LINE: &[&str] = &["openid", "email", "profile"];

pub(super) const HUGGING_FACE: &[&str] = &[
    "openid", "email", "profile", "read-billing", "read-repos", "contribute-repos", "write-repos", "manage-repos",
    "gated-repos", "inference-api", "write-discussions", "read-memberships", "jobs", "webhooks",
];

pub(super) const SALESFORCE: &[&str] = &[
    "openid", "email", "profile", "address", "phone", "id", "api", "web", "full", "refresh_token", "offline_access",
    "chatter_api", "custom_permissions", "wave_api", "eclair_api", "pardot_api", "visualforce", "content", "lightning",
    "interaction_api", "chatbot_api",
];

pub(super) const OKTA: &[&str] = &[
    "openid", "email", "profile", "address", "phone", "groups", "offline_access", "device_sso",
    "okta.users.read", "okta.users.manage", "okta.users.read.self", "okta.users.manage.self",
    "okta.groups.read", "okta.groups.manage", "okta.apps.read", "okta.apps.manage", "okta.logs.read",
];

pub(super) const COGNITO: &[&str] =
    &["openid", "email", "profile", "phone", "aws.cognito.signin.user.admin"];

pub(super) const KANIDM: &[&str] =
    &["openid", "email", "profile", "address", "phone", "groups", "groups_name", "groups_spn"];

pub(super) const GITHUB: &[&str] = &[
    "read:user", "user:email", "user", "user:follow", "repo", "repo:status", "repo_deployment", "repo:invite",
    "public_repo", "security_events", "delete_repo", "gist", "notifications", "workflow", "codespace",
    "admin:repo_hook", "write:repo_hook", "read:repo_hook", "admin:org", "write:org", "read:org", "admin:org_hook",
    "admin:public_key", "write:public_key", "read:public_key", "admin:gpg_key", "write:gpg_key", "read:gpg_key",
    "admin:ssh_signing_key", "write:ssh_signing_key", "read:ssh_signing_key", "project", "read:project",
    "write:packages", "read:packages", "delete:packages", "write:discussion", "read:discussion", "read:audit_log",
    "admin:enterprise", "read:enterprise", "manage_runners:enterprise", "manage_billing:enterprise",
];

pub(super) const GITLAB: &[&str] = &[
    "openid", "email", "profile", "api", "read_api", "read_user", "read_repository", "write_repository",
    "read_registry", "write_registry", "read_virtual_registry", "write_virtual_registry", "read_observability",
    "write_observability", "create_runner", "manage_runner", "k8s_proxy", "ai_features", "sudo", "admin_mode",
    "read_service_ping", "self_rotate",
];

pub(super) const BITBUCKET: &[&str] = &[
    "account", "account:write", "email", "team", "team:write", "project", "project:write", "project:admin",
    "repository", "repository:write", "repository:admin", "repository:delete", "pullrequest", "pullrequest:write",
    "issue", "issue:write", "wiki", "snippet", "snippet:write", "webhook", "pipeline", "pipeline:write",
    "pipeline:variable", "runner", "runner:write",
];

pub(super) const GITEA: &[&str] = &[
    "read:user", "write:user", "read:repository", "write:repository", "read:issue", "write:issue",
    "read:organization", "write:organization", "read:notification", "write:notification", "read:package",
    "write:package", "read:activitypub", "write:activitypub", "read:admin", "write:admin", "read:misc", "write:misc",
];

pub(super) const ATLASSIAN: &[&str] = &[
    "read:me", "read:account", "offline_access", "read:jira-user", "read:jira-work", "write:jira-work",
    "manage:jira-project", "manage:jira-configuration", "manage:jira-webhook", "read:confluence-user",
    "read:confluence-space.summary", "read:confluence-content.summary", "read:confluence-content.all",
    "read:confluence-props", "write:confluence-content", "write:confluence-space", "write:confluence-props",
    "write:confluence-file", "manage:confluence-configuration", "search:confluence",
];

pub(super) const FACEBOOK: &[&str] = &[
    "email", "public_profile", "user_age_range", "user_birthday", "user_friends", "user_gender", "user_hometown",
    "user_likes", "user_link", "user_location", "user_photos", "user_posts", "user_videos", "pages_show_list",
    "pages_read_engagement", "pages_read_user_content", "pages_manage_posts", "pages_manage_metadata",
    "pages_manage_ads", "pages_manage_engagement", "pages_messaging", "business_management", "ads_management",
    "ads_read", "instagram_basic", "instagram_content_publish", "instagram_manage_comments",
    "instagram_manage_insights", "instagram_manage_messages", "leads_retrieval", "read_insights",
    "catalog_management", "publish_video", "whatsapp_business_management", "whatsapp_business_messaging",
];

pub(super) const X: &[&str] = &[
    "users.read", "users.email", "tweet.read", "tweet.write", "tweet.moderate.write", "offline.access",
    "follows.read", "follows.write", "like.read", "like.write", "list.read", "list.write", "mute.read", "mute.write",
    "block.read", "block.write", "bookmark.read", "bookmark.write", "dm.read", "dm.write", "space.read",
    "media.write",
];

pub(super) const DISCORD: &[&str] = &[
    "identify", "email", "openid", "connections", "guilds", "guilds.join", "guilds.members.read", "gdm.join", "bot",
    "applications.commands", "applications.commands.update", "applications.commands.permissions.update",
    "applications.builds.read", "applications.builds.upload", "applications.entitlements",
    "applications.store.update", "activities.read", "activities.write", "relationships.read", "messages.read",
    "role_connections.write", "dm_channels.read", "voice", "webhook.incoming", "rpc", "rpc.activities.write",
    "rpc.notifications.read", "rpc.voice.read", "rpc.voice.write",
];

pub(super) const REDDIT: &[&str] = &[
    "identity", "account", "creddits", "edit", "flair", "history", "livemanage", "modconfig", "modcontributors",
    "modflair", "modlog", "modmail", "modothers", "modposts", "modself", "modtraffic", "modwiki", "mysubreddits",
    "privatemessages", "read", "report", "save", "structuredstyles", "submit", "subscribe", "vote", "wikiedit",
    "wikiread",
];

pub(super) const TIKTOK: &[&str] = &[
    "user.info.basic", "user.info.profile", "user.info.stats", "video.list", "video.publish", "video.upload",
];

pub(super) const MASTODON: &[&str] = &[
    "read", "write", "follow", "push", "profile", "read:accounts", "read:blocks", "read:bookmarks", "read:favourites",
    "read:filters", "read:follows", "read:lists", "read:mutes", "read:notifications", "read:search", "read:statuses",
    "write:accounts", "write:blocks", "write:bookmarks", "write:conversations", "write:favourites", "write:filters",
    "write:follows", "write:lists", "write:media", "write:mutes", "write:notifications", "write:reports",
    "write:statuses", "admin:read", "admin:write", "admin:read:accounts", "admin:write:accounts",
    "admin:read:reports", "admin:write:reports",
];

pub(super) const PATREON: &[&str] = &[
    "identity", "identity[email]", "identity.memberships", "campaigns", "campaigns.posts", "campaigns.members",
    "campaigns.members[email]", "campaigns.members.address", "w:campaigns.webhook",
];

pub(super) const SPOTIFY: &[&str] = &[
    "user-read-email", "user-read-private", "user-read-birthdate", "user-read-playback-state",
    "user-modify-playback-state", "user-read-currently-playing", "user-read-playback-position",
    "user-read-recently-played", "user-top-read", "user-follow-read", "user-follow-modify", "user-library-read",
    "user-library-modify", "playlist-read-private", "playlist-read-collaborative", "playlist-modify-private",
    "playlist-modify-public", "ugc-image-upload", "app-remote-control", "streaming",
];

pub(super) const STRAVA: &[&str] = &[
    "read", "read_all", "profile:read_all", "profile:write", "activity:read", "activity:read_all", "activity:write",
];

pub(super) const DROPBOX: &[&str] = &[
    "openid", "email", "profile", "account_info.read", "account_info.write", "files.metadata.read",
    "files.metadata.write", "files.content.read", "files.content.write", "sharing.read", "sharing.write",
    "file_requests.read", "file_requests.write", "contacts.read", "contacts.write",
];

pub(super) const FIGMA: &[&str] = &[
    "current_user:read", "files:read", "file_content:read", "file_metadata:read", "file_versions:read",
    "file_comments:read", "file_comments:write", "file_dev_resources:read", "file_dev_resources:write",
    "file_variables:read", "file_variables:write", "library_analytics:read", "library_assets:read",
    "library_content:read", "team_library_content:read", "projects:read", "webhooks:read", "webhooks:write",
];

pub(super) const PAYPAL: &[&str] = &["openid", "email", "profile", "address", "phone"];

pub(super) const KAKAO: &[&str] = &[
    "account_email", "profile_nickname", "profile_image", "name", "gender", "age_range", "birthday", "birthyear",
    "phone_number", "account_ci", "shipping_address", "friends", "talk_message", "talk_calendar", "openid",
];
