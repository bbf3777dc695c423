// A peer: Express 5 and openid-client 6, written as their own pages write it.
//
// openid-client: README.md, "Quick start" and "Authorization Code Flow", and examples/oidc.ts. Two things differ: those
// send state and nonce only to providers without PKCE, this sends them always; and the ID token's signature is checked
// (enableNonRepudiationChecks), which openid-client by itself leaves to TLS.
// express-session: README.md, "User login". State, nonce and PKCE verifier wait in its session, in the process's memory
// (MemoryStore, the default); the visitor's cookie holds only the session's id, signed.

import { randomBytes } from 'node:crypto'
import express from 'express'
import session from 'express-session'
import * as client from 'openid-client'

const port = Number(process.env.PORT)
const redirectUri = `http://127.0.0.1:${port}/auth/op/authorize`

const config = await client.discovery(new URL(process.env.ISSUER), 'bench-client', 'bench-secret', undefined, {
  execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
})

const app = express()
app.use(session({ secret: randomBytes(32).toString('hex'), resave: false, saveUninitialized: false }))

app.get('/', (req, res) => {
  res.type('text').send('ok')
})

app.get('/auth/op/login', async (req, res) => {
  const login = {
    verifier: client.randomPKCECodeVerifier(),
    state: client.randomState(),
    nonce: client.randomNonce(),
  }
  req.session.login = login
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: 'openid email',
    code_challenge: await client.calculatePKCECodeChallenge(login.verifier),
    code_challenge_method: 'S256',
    state: login.state,
    nonce: login.nonce,
  })
  res.redirect(url.href)
})

app.get('/auth/op/authorize', async (req, res, next) => {
  const { login } = req.session
  if (!login) return res.status(400).type('text').send('no login pending')
  const tokens = await client.authorizationCodeGrant(config, new URL(req.originalUrl, redirectUri), {
    pkceCodeVerifier: login.verifier,
    expectedState: login.state,
    expectedNonce: login.nonce,
    idTokenExpected: true,
  })
  const { sub } = tokens.claims()
  req.session.regenerate((error) => {
    if (error) return next(error)
    req.session.user = sub
    req.session.save((error) => {
      if (error) return next(error)
      res.type('text').send(sub)
    })
  })
})

app.use((error, req, res, next) => {
  res.status(400).type('text').send(`${error.code ?? error.name}: ${error.message}`)
})

app.listen(port, '127.0.0.1')
