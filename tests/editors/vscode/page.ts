import { mkdirSync } from 'node:fs';
import { chromium, type Browser, type Frame, type Page } from 'playwright-core';

/** What the probe can ask of the browser. */
export interface PageCall {
  /** The texts of all visible elements, also of those in previews. */
  texts?: string;
  /** Typed as by a person. */
  type?: string;
  press?: string;
  /** The first element that fits. */
  click?: string;
  /** A screenshot by this name. */
  picture?: string;
}

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const KEY_DELAY_MS = 30;
/** For fonts and animations. */
const CALM_MS = 400;

/** VS Code in a browser without a window. */
export class Workbench {
  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    private readonly pictures: string,
  ) {}

  static async open(address: string, pictures: string): Promise<Workbench> {
    mkdirSync(pictures, { recursive: true });
    const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', headless: true, args: FLAGS });
    const page = await browser.newPage({ viewport: { width: 960, height: 600 } });
    await page.goto(address);
    await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
    return new Workbench(browser, page, pictures);
  }

  async answer({ texts, type, press, click, picture }: PageCall): Promise<unknown> {
    if (texts !== undefined) {
      return (await Promise.all(this.page.frames().map((frame) => textsIn(frame, texts)))).flat();
    }
    if (type !== undefined) {
      await this.page.keyboard.type(type, { delay: KEY_DELAY_MS });
    }
    if (press !== undefined) {
      await this.page.keyboard.press(press);
    }
    if (click !== undefined) {
      await this.page.locator(click).first().click();
    }
    if (picture !== undefined) {
      await this.page.waitForTimeout(CALM_MS);
      await this.page.screenshot({ path: `${this.pictures}/${picture}.png` });
    }
    return null;
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

/** A frame may be gone before it answers. */
async function textsIn(frame: Frame, selector: string): Promise<string[]> {
  const visible = await frame.locator(selector).filter({ visible: true }).all().catch(() => []);
  return Promise.all(visible.map((element) => element.innerText({ timeout: 1000 }).catch(() => '')));
}
