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
  /** Begins to count the visible elements in each frame that is drawn. */
  watch?: string;
  /** Ends it: the fewest in any frame. */
  fewest?: true;
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

  static async open(address: string, pictures: string, browserPath: string): Promise<Workbench> {
    mkdirSync(pictures, { recursive: true });
    const browser = await chromium.launch({ executablePath: browserPath, headless: true, args: FLAGS });
    const page = await browser.newPage({ viewport: { width: 960, height: 600 } });
    await page.goto(address);
    await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
    return new Workbench(browser, page, pictures);
  }

  async answer({ texts, type, press, click, picture, watch, fewest }: PageCall): Promise<unknown> {
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
    if (watch !== undefined) {
      await this.page.evaluate(countInEachFrame, watch);
    }
    if (fewest) {
      return this.page.evaluate(stopCounting);
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

interface Counting {
  fewest: number;
  stop: () => void;
}

/** In the page. */
function countInEachFrame(selector: string): void {
  let isOver = false;
  const counting: Counting = { fewest: Infinity, stop: () => (isOver = true) };
  const look = () => {
    counting.fewest = Math.min(counting.fewest, document.querySelectorAll(selector).length);
    if (!isOver) {
      requestAnimationFrame(look);
    }
  };
  look();
  (window as unknown as { counting: Counting }).counting = counting;
}

/** In the page. */
function stopCounting(): number {
  const { counting } = window as unknown as { counting: Counting };
  counting.stop();
  return counting.fewest;
}
