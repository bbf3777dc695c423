// An OpenID Provider: panva's oidc-provider with pages that a browser and a headless visitor can use.
//
// One JSON argument, all of it optional:
//   host      "localhost" or "127.0.0.1", the issuer's host name        (default "127.0.0.1")
//   port      a fixed one, so that a restart keeps the issuer           (default: any free one)
//   clients   client metadata as registered (client_id, client_secret, redirect_uris, …)
//   users     {name: {password, claims}}                                (default alice/wonderland, bob/builder)
//   auto      a user who is logged in and consents without a page; `login_hint=auto:<user>` does the same per
//             request, `login_hint=auto:!access_denied` answers with that error
//   refresh   "always" or "offline_access" (which needs prompt=consent) (default "always")
//   algs      id_token_signed_response_alg values on offer
//   keys      a private JWKS; another one at a restart is a key rotation (default: fresh keys)
//   ttl, features, provider   merged into oidc-provider's own configuration
//
// Commands, one JSON line each on stdin, one line back:
//   {"rotate": "graceful" | "hard" | "same_kid"}   new keys without a restart; sessions and grants stay
//   {"client": {…}}                                registers one more client
//   {"requests": true}                             {"GET /jwks": 1, …} since the last time it was asked

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { errors, Provider } from 'oidc-provider';

const config = JSON.parse(process.argv[2] ?? '{}');
const host = config.host ?? '127.0.0.1';
const users = config.users ?? { alice: { password: 'wonderland' }, bob: { password: 'builder' } };
const algs = config.algs
  ?? ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA', 'HS256'];
const template = readFileSync(new URL('page.html', import.meta.url), 'utf8');
const cookieKeys = [randomBytes(32).toString('hex')];
const Adapter = memory();

let keys = config.keys ?? freshKeys();
let requests = {};
let provider;

const server = createServer((req, res) => {
  const { pathname } = new URL(req.url, 'http://peer');
  const endpoint = `${req.method} ${pathname}`;
  requests[endpoint] = (requests[endpoint] ?? 0) + 1;
  const interaction = /^\/interaction\/[^/]+(\/consent)?$/.exec(pathname);
  if (!interaction) return provider.callback()(req, res);
  return interact(req, res, Boolean(interaction[1])).catch((error) => {
    const known = error instanceof errors.OIDCProviderError;
    if (!known) console.error(error);
    page(res, known ? 400 : 500, 'This login cannot go on', `<p>${escape(error.message)}</p>`);
  });
});

server.listen(config.port ?? 0, '127.0.0.1', () => {
  const { port } = server.address();
  const issuer = `http://${host}:${port}`;
  provider = createProvider(issuer);
  say({ ready: true, port, issuer, discovery: `${issuer}/.well-known/openid-configuration`, keys });
});

process.on('SIGTERM', () => process.exit(0));
const commands = createInterface({ input: process.stdin });
commands.on('close', () => process.exit(0));
commands.on('line', async (line) => {
  try {
    say(await obey(JSON.parse(line)));
  } catch (error) {
    say({ error: String(error) });
  }
});

async function obey(command) {
  if (command.rotate) {
    const fresh = freshKeys();
    if (command.rotate === 'same_kid') fresh.keys.forEach((key, i) => { key.kid = keys.keys[i].kid; });
    keys = command.rotate === 'graceful' ? { keys: [...fresh.keys, ...keys.keys] } : fresh;
    provider = createProvider(provider.issuer);
    return { keys };
  }
  if (command.client) {
    await new Adapter('Client').upsert(command.client.client_id, client(command.client));
    return { client_id: command.client.client_id };
  }
  if (command.requests) {
    const seen = requests;
    requests = {};
    return seen;
  }
  throw new Error(`unknown command: ${Object.keys(command)}`);
}

function createProvider(issuer) {
  const made = new Provider(issuer, {
    adapter: Adapter,
    clients: (config.clients ?? []).map(client),
    jwks: keys,
    cookies: { keys: cookieKeys },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'preferred_username', 'picture', 'locale'],
    },
    clientBasedCORS: () => false,
    enabledJWA: { idTokenSigningAlgValues: algs, userinfoSigningAlgValues: algs },
    // Without this, loopback is refused as a target of back-channel logout.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    findAccount: (ctx, id) => ({ accountId: id, claims: () => claims(id) }),
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: (ctx, { grantTypeAllowed }, code) =>
      (config.refresh ?? 'always') === 'always' || code.scopes.has('offline_access'),
    pkce: { required: () => true },
    renderError,
    ...config.provider,
    ttl: {
      AccessToken: 3600, AuthorizationCode: 60, ClientCredentials: 600, Grant: 86_400, IdToken: 3600,
      Interaction: 600, RefreshToken: 86_400, Session: 86_400, ...config.ttl,
    },
    features: {
      backchannelLogout: { enabled: true },
      devInteractions: { enabled: false },
      encryption: { enabled: true },
      introspection: { enabled: true },
      jwtUserinfo: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
      ...config.features,
    },
  });
  made.on('server_error', (ctx, error) => console.error(error));
  return made;
}

function client(metadata) {
  return {
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: metadata.client_secret === undefined ? 'none' : 'client_secret_basic',
    ...metadata,
  };
}

function claims(id) {
  return {
    sub: id,
    name: `${id[0].toUpperCase()}${id.slice(1)} Example`,
    preferred_username: id,
    picture: `https://pictures.example/${encodeURIComponent(id)}.png`,
    locale: 'en',
    email: `${id}@example.test`,
    email_verified: true,
    ...users[id]?.claims,
  };
}

// One key per kind; the last two are of kinds that many clients cannot read, as on real providers.
function freshKeys() {
  const makers = [
    [/^(RS|PS)/, 'sig', () => generateKeyPairSync('rsa', { modulusLength: 2048 })],
    [/^ES256/, 'sig', () => generateKeyPairSync('ec', { namedCurve: 'P-256' })],
    [/^ES384/, 'sig', () => generateKeyPairSync('ec', { namedCurve: 'P-384' })],
    [/^Ed/, 'sig', () => generateKeyPairSync('ed25519')],
    [/./, 'enc', () => generateKeyPairSync('ec', { namedCurve: 'P-521' })],
    [/./, 'enc', () => generateKeyPairSync('x25519')],
  ];
  const wanted = makers.filter(([name]) => algs.some((alg) => name.test(alg)));
  return {
    keys: wanted.map(([, use, generate]) => {
      const key = generate().privateKey.export({ format: 'jwk' });
      return { ...key, kid: randomBytes(6).toString('hex'), use };
    }),
  };
}

async function interact(req, res, consenting) {
  const details = await provider.interactionDetails(req, res);
  const { params, prompt, session } = details;
  const hint = /^auto:(.+)$/.exec(params.login_hint ?? '')?.[1];
  const auto = hint ?? config.auto;
  if (hint?.startsWith('!')) return fail(req, res, hint.slice(1));
  if (auto) return approve(req, res, details, session?.accountId ?? auto, true);
  if (req.method === 'GET') {
    return prompt.name === 'login' ? loginPage(res, details) : consentPage(res, details);
  }
  const form = new URLSearchParams(await text(req));
  if (consenting) {
    return form.has('approve')
      ? approve(req, res, details, session.accountId, false)
      : fail(req, res, 'access_denied');
  }
  if (form.has('deny')) return fail(req, res, 'access_denied');
  const name = form.get('username');
  if (!Object.hasOwn(users, name) || users[name].password !== form.get('password')) {
    return loginPage(res, details, 'That name and password do not go together.');
  }
  return provider.interactionFinished(req, res, { login: { accountId: name } });
}

async function approve(req, res, { params, prompt, grantId }, accountId, withLogin) {
  const known = grantId && await provider.Grant.find(grantId);
  const grant = known || new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope ?? 'openid');
  if (prompt.details.missingOIDCClaims) grant.addOIDCClaims(prompt.details.missingOIDCClaims);
  const consent = { grantId: await grant.save() };
  const result = withLogin ? { login: { accountId }, consent } : { consent };
  return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: !withLogin });
}

function fail(req, res, error) {
  const result = { error, error_description: 'The person at the keyboard, or the test, said so.' };
  return provider.interactionFinished(req, res, result, { mergeWithLastSubmission: false });
}

function loginPage(res, { uid, params }, wrong) {
  page(res, wrong ? 401 : 200, 'Sign in', `
<p>to continue to <strong>${escape(params.client_id)}</strong></p>
${wrong ? `<p class="wrong" role="alert">${escape(wrong)}</p>` : ''}
<form method="post" action="/interaction/${uid}">
<label>Name <input name="username" autocomplete="username" autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<button type="submit" name="login">Sign in</button>
<button type="submit" name="deny">Cancel</button>
</form>`);
}

function consentPage(res, { uid, params, session }) {
  const scopes = (params.scope ?? '').split(' ').map((scope) => `<li>${escape(scope)}</li>`).join('');
  page(res, 200, 'Allow access?', `
<p><strong>${escape(params.client_id)}</strong> wants to know about ${escape(session.accountId)}:</p>
<ul>${scopes}</ul>
<form method="post" action="/interaction/${uid}/consent">
<button type="submit" name="approve">Allow</button>
<button type="submit" name="deny">Deny</button>
</form>`);
}

function logoutSource(ctx, form) {
  ctx.type = 'html';
  ctx.body = render('Sign out?', config.auto
    ? form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>')
      + '<script>document.forms[0].submit()</script>'
    : `${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>
<button type="submit" form="op.logoutForm" name="deny">Stay signed in</button>`);
}

function postLogoutSuccessSource(ctx) {
  ctx.type = 'html';
  ctx.body = render('Signed out', '<p>You are signed out.</p>');
}

function renderError(ctx, out) {
  ctx.type = 'html';
  const lines = Object.entries(out).map(([key, value]) => `<p>${escape(key)}: ${escape(value)}</p>`);
  ctx.body = render('This login cannot go on', lines.join('\n'));
}

function render(title, body) {
  const parts = { title: escape(title), body: `<h1>${escape(title)}</h1>\n${body}` };
  return template.replaceAll(/{{(\w+)}}/g, (_, part) => parts[part]);
}

function page(res, status, title, body) {
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  res.end(render(title, body));
}

function escape(value) {
  return String(value).replaceAll(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

async function text(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

// The adapter that ships with oidc-provider forgets everything past 1,000 entries.
function memory() {
  const entries = new Map();
  const uids = new Map();
  const live = (key) => {
    const entry = entries.get(key);
    if (entry && entry.expires <= Date.now()) entries.delete(key);
    return entries.get(key)?.payload;
  };
  return class Memory {
    constructor(model) { this.model = model; }

    async upsert(id, payload, expiresIn) {
      const expires = expiresIn ? Date.now() + expiresIn * 1000 : Infinity;
      entries.set(`${this.model}:${id}`, { payload, expires });
      if (payload.uid) uids.set(`${this.model}:${payload.uid}`, id);
      if (payload.userCode) uids.set(`${this.model}:${payload.userCode}`, id);
    }

    async find(id) { return live(`${this.model}:${id}`); }

    async findByUid(uid) { return this.find(uids.get(`${this.model}:${uid}`)); }

    async findByUserCode(userCode) { return this.findByUid(userCode); }

    async consume(id) { entries.get(`${this.model}:${id}`).payload.consumed = Math.floor(Date.now() / 1000); }

    async destroy(id) { entries.delete(`${this.model}:${id}`); }

    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of entries) if (payload.grantId === grantId && !key.startsWith('Session:')) entries.delete(key);
    }
  };
}
