// Drives Debian's Chromium, headless, through a scenario and prints one JSON line per step.
//
// One JSON argument:
//   base_url         the application's address; a relative "goto" is relative to it
//   screenshots_dir  where screenshots go                       (none are taken without it)
//   scenario         "login" | "deny" | "logout" | "steps"
//   provider         {button, username, password}: the accessible name of its button or link on the application's
//                    page (a string that it contains) and who logs in
//   expect           {text, url} of the application's page after the scenario
//   selectors        overrides of SELECTORS below
//   steps            for "steps": [["goto", "/"], ["fill", "input[name=q]", "x"], …], see STEPS below
//   timeout_ms       for each step                              (default 10,000)
//   viewport         {width, height}                            (default 1000 × 720)
//   color_scheme     "light" | "dark"                           (default "light")
//   chromium         path of the executable                     (default /usr/bin/chromium)
//
// Each line: {"step": […], "ok": true, "url": "…", …}; the last one {"done": true, "ok": …, "errors": […]}, where
// `errors` are what pages logged as errors. On a failure the page is photographed as failure.png. Exit code 0 or 1.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

const config = JSON.parse(process.argv[2]);
const timeout = config.timeout_ms ?? 10_000;
const provider = { username: 'alice', password: 'wonderland', ...config.provider };
const SELECTORS = {
  username: 'input[name=username]',
  password: 'input[name=password]',
  submit: 'button[type=submit][name=login]',
  approve: 'button[name=approve]',
  deny: 'button[name=deny]',
  logout: 'role=button[name=/(sign|log) ?out/i]',
  ...config.selectors,
};

const STEPS = {
  // Goes to an address, relative to base_url.
  goto: (page, url) => page.goto(new URL(url, config.base_url).href, { timeout }),
  // Clicks what a selector finds.
  click: (page, selector) => page.click(selector, { timeout }),
  // Clicks the button or link whose accessible name contains the given one.
  press: (page, name) =>
    page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click({ timeout }),
  fill: (page, selector, value) => page.fill(selector, value, { timeout }),
  // The provider's page may ask for a name and then for consent, for both at once, or (known visitor) for less.
  answer: async (page, choice) => {
    const asks = page.locator(`${SELECTORS.username}, ${SELECTORS[choice]}`).first();
    await asks.waitFor({ timeout });
    await photograph(page, 'provider');
    if (await page.locator(SELECTORS.username).count() > 0) {
      await page.fill(SELECTORS.username, provider.username, { timeout });
      await page.fill(SELECTORS.password, provider.password, { timeout });
      if (await page.locator(SELECTORS.submit).count() > 0) {
        await page.click(SELECTORS.submit, { timeout });
        await page.locator(SELECTORS.approve).waitFor({ timeout });
        await photograph(page, 'consent');
      }
    }
    await page.click(SELECTORS[choice], { timeout });
  },
  // Waits until the address starts with the given one, relative to base_url.
  wait_for_url: (page, url) => {
    const wanted = new URL(url, config.base_url).href;
    return page.waitForURL((now) => now.href.startsWith(wanted), { timeout });
  },
  // Waits until the page shows a text.
  expect: (page, text) => page.getByText(text).first().waitFor({ timeout }),
  expect_absent: async (page, text) => {
    if (await page.getByText(text).count() > 0) throw new Error(`the page shows "${text}"`);
  },
  // Answers the cookies of an address (default: all): name, domain, path, secure, httpOnly, sameSite, expires.
  cookies: async (page, url) => ({ cookies: await page.context().cookies(url) }),
  text: async (page) => ({ text: await page.innerText('body') }),
  title: async (page) => ({ title: await page.title() }),
  back: (page) => page.goBack({ timeout }),
  screenshot: (page, name) => photograph(page, name),
};

const SCENARIOS = {
  login: () => [
    ['goto', '/'], ['screenshot', 'start'], ['press', provider.button], ['answer', 'approve'],
    ...back('signed-in'),
  ],
  deny: () => [['goto', '/'], ['press', provider.button], ['answer', 'deny'], ...back('denied')],
  logout: () => [...SCENARIOS.login(), ['click', SELECTORS.logout], ['wait_for_url', '/'], ['screenshot', 'signed-out']],
  steps: () => config.steps,
};

function back(name) {
  const { text, url } = config.expect ?? {};
  return [['wait_for_url', url ?? '/'], ...(text ? [['expect', text]] : []), ['screenshot', name], ['cookies']];
}

async function photograph(page, name) {
  if (!config.screenshots_dir) return {};
  mkdirSync(config.screenshots_dir, { recursive: true });
  const path = join(config.screenshots_dir, `${name}.png`);
  await page.screenshot({ path, fullPage: true });
  return { screenshot: path };
}

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const browser = await chromium.launch({
  executablePath: config.chromium ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync',
  ],
});
process.on('SIGTERM', () => process.exit(1));
process.stdin.on('close', () => browser.close().finally(() => process.exit(1))).resume();

const context = await browser.newContext({
  viewport: config.viewport ?? { width: 1000, height: 720 },
  colorScheme: config.color_scheme ?? 'light',
});
const page = await context.newPage();
const errors = [];
page.on('pageerror', (error) => errors.push(String(error)));
page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));

let ok = true;
for (const step of SCENARIOS[config.scenario]()) {
  const [verb, ...rest] = step;
  try {
    const found = await STEPS[verb](page, ...rest);
    const { cookies, text, title, screenshot } = found ?? {};
    say({ step, ok, url: page.url(), cookies, text, title, screenshot });
  } catch (error) {
    ok = false;
    say({ step, ok, url: page.url(), error: error.message, ...await photograph(page, 'failure').catch(() => ({})) });
    break;
  }
}
say({ done: true, ok, errors });
await browser.close();
process.exit(ok ? 0 : 1);
