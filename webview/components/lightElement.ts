import { LitElement } from 'lit';

/** The base of all elements: drawn into the page itself, so that the page's style sheets, labels and ids reach in. */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
