import type { Level } from '../../contract/detection.js';
import type { Item, Message } from './message.js';

/** @returns the message as plain text, readable on a phone */
export function asText(message: Message): string {
  const { intro, items, more, link, footer } = message;
  const single = items.length === 1 && intro === '';
  const parts = [
    intro,
    ...items.map((item) => textOfItem(item, single)),
    more,
    link ? `${link.label}:\n${link.url}` : '',
    `-- \n${footer}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function textOfItem({ title, facts, link }: Item, single: boolean): string {
  const lines = facts.map(({ label, value }) => `${label}: ${value}`);
  return [title, ...lines, ...(link && !single ? [link] : [])].join('\n');
}

const colours: Record<Level, string> = {
  informational: '#5c6470',
  low: '#2f6f9f',
  medium: '#8a6100',
  high: '#b5460f',
  critical: '#b3001b',
};

/** @returns the message as an HTML document without anything that would be fetched */
export function asHtml(message: Message): string {
  const { language, subject, intro, items, more, link, footer } = message;
  const single = items.length === 1 && intro === '';
  const body = [
    `<h1 style="font-size:20px;line-height:1.3;margin:0 0 16px">${escapeHtml(subject)}</h1>`,
    intro === '' ? '' : `<p style="margin:0 0 16px">${escapeHtml(intro)}</p>`,
    ...items.map((item) => htmlOfItem(item, single)),
    more === '' ? '' : `<p style="margin:0 0 16px">${escapeHtml(more)}</p>`,
    link ? `<p style="margin:0 0 16px">${anchor(link.url, link.label)}</p>` : '',
    `<p style="margin:24px 0 0;color:#5c6470;font-size:13px">${escapeHtml(footer)}</p>`,
  ].join('');
  return `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(subject)}</title></head><body style="margin:0;padding:16px;font-family:sans-serif;font-size:16px;line-height:1.5;color:#171a1c;background:#ffffff"><div style="max-width:600px;margin:0 auto">${body}</div></body></html>`;
}

function htmlOfItem({ title, level, facts, link }: Item, single: boolean): string {
  const rows = facts
    .map(
      ({ label, value }) =>
        `<tr><th scope="row" style="text-align:left;vertical-align:top;font-weight:normal;color:#5c6470;padding:2px 12px 2px 0">${escapeHtml(label)}</th><td style="padding:2px 0;word-break:break-word">${escapeHtml(value)}</td></tr>`,
    )
    .join('');
  const heading = link && !single ? anchor(link, title) : escapeHtml(title);
  return `<div style="border-left:4px solid ${colours[level]};padding:4px 0 4px 12px;margin:0 0 16px"><p style="margin:0 0 4px;font-weight:bold">${heading}</p><table role="presentation" style="border-collapse:collapse">${rows}</table></div>`;
}

const anchor = (url: string, text: string): string =>
  `<a href="${escapeHtml(url)}" style="color:#0b4a8f">${escapeHtml(text)}</a>`;

/** @returns the text with what HTML would read as its own replaced */
export function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character] ?? '',
  );
}

/**
 * @returns the message in Mattermost's Markdown; values stand in code spans, in which nothing is a mention, a link or
 * an image
 */
export function asMarkdown(message: Message): string {
  const { subject, intro, items, more, link } = message;
  const single = items.length === 1 && intro === '';
  const lines = items.flatMap(({ title, facts, link: own }) => [
    own && !single ? `- [${escapeMarkdown(title)}](${own})` : `- ${escapeMarkdown(title)}`,
    ...facts.map(({ label, value }) => `  - ${escapeMarkdown(label)}: ${codeSpan(value)}`),
  ]);
  const parts = [
    `#### ${escapeMarkdown(subject)}`,
    escapeMarkdown(intro),
    lines.join('\n'),
    escapeMarkdown(more),
    link ? `[${escapeMarkdown(link.label)}](${link.url})` : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** @returns the text with Markdown's signs escaped and mentions broken */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!|<>~:]/g, '\\$&').replaceAll('@', '@\u2060');
}

const codeSpan = (text: string): string => `\`${text.replaceAll('`', "'")}\``;

/** @returns the message as an Adaptive Card 1.4 in the envelope of a Teams workflow */
export function asTeamsCard(message: Message): object {
  const { subject, intro, items, more, link } = message;
  const block = (text: string, extra: object = {}) => ({
    type: 'TextBlock',
    text: escapeMarkdown(text),
    wrap: true,
    ...extra,
  });
  const body = [
    block(subject, { size: 'Large', weight: 'Bolder' }),
    ...(intro === '' ? [] : [block(intro)]),
    ...items.flatMap(({ title, facts }) => [
      block(title, { weight: 'Bolder', separator: true }),
      {
        type: 'FactSet',
        facts: facts.map(({ label, value }) => ({ title: label, value: escapeMarkdown(value) })),
      },
    ]),
    ...(more === '' ? [] : [block(more)]),
  ];
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body,
    ...(link && { actions: [{ type: 'Action.OpenUrl', title: link.label, url: link.url }] }),
  };
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
  };
}
