import { html, nothing, type TemplateResult } from 'lit';

/** A button that is an icon; its label is its tooltip and its accessible name. */
export interface IconButton {
  /** A codicon's name, without the `codicon-` prefix. */
  icon: string;
  label: string;
  onClick: (event: Event) => void;
  testId?: string;
  disabled?: boolean;
  /** Makes it a toggle. */
  pressed?: boolean;
}

/** An icon button of the UI toolkit. */
export function iconButton(button: IconButton): TemplateResult {
  // aria-pressed goes in as a property: the toolkit's button forwards only a few attributes.
  return html`<vscode-button
    appearance="icon"
    class="icon-button"
    data-testid=${button.testId ?? nothing}
    aria-label=${button.label}
    title=${button.label}
    ?disabled=${button.disabled ?? false}
    .ariaPressed=${button.pressed === undefined ? null : String(button.pressed)}
    @click=${button.onClick}
    ><span class="codicon codicon-${button.icon}" aria-hidden="true"></span
  ></vscode-button>`;
}

/** A button that says what it does. */
export interface TextButton {
  label: string;
  onClick: (event: Event) => void;
  appearance: 'primary' | 'secondary';
  testId?: string;
  disabled?: boolean;
}

/** A labeled button of the UI toolkit. */
export function textButton(button: TextButton): TemplateResult {
  return html`<vscode-button
    appearance=${button.appearance}
    data-testid=${button.testId ?? nothing}
    ?disabled=${button.disabled ?? false}
    @click=${button.onClick}
    >${button.label}</vscode-button
  >`;
}
