/** Blocks for what an app is doing or has found: alerts, cards, plans, tasks, and actions in small print. */

import type { ComponentChildren, VNode } from "preact";

import type { Kit } from "../../types";
import { Element } from "../elements/Element";
import { ImageElement } from "../image";
import { Link } from "../links";
import { RichText } from "../richtext";
import type { Scope } from "../scope";
import { TextBlock, Words } from "../text";
import { plainText } from "../values";

interface Props {
  block: Kit;
  scope: Scope;
}

const LEVELS: Record<string, string> = { default: "💬", info: "ℹ️", warning: "⚠️", error: "⛔", success: "✅" };

export function Alert({ block }: Props): VNode {
  const level = block.level in LEVELS ? String(block.level) : "default";
  return (
    <div class={`alert alert-${level}`} role="note" aria-label={level === "default" ? "Notice" : level}>
      <span class="emoji" aria-hidden="true">
        {LEVELS[level]}
      </span>
      <TextBlock text={block.text} />
    </div>
  );
}

export function Card({ block, scope }: Props): VNode {
  return (
    <div class="kit-card card">
      {block.hero_image && <ImageElement image={block.hero_image} class="hero" />}
      <div class="card-head">
        {block.icon && <ImageElement image={block.icon} class="small-image" />}
        <div>
          {block.title && <TextBlock text={block.title} class="text card-title" />}
          {block.subtitle && <TextBlock text={block.subtitle} class="text muted small" />}
        </div>
      </div>
      {block.body && <TextBlock text={block.body} />}
      {block.subtext && <TextBlock text={block.subtext} class="text muted small" />}
      {(block.actions ?? []).length > 0 && (
        <div class="block-actions">
          {block.actions.map((element: Kit) => (
            <Element element={element} block={block} scope={scope} />
          ))}
        </div>
      )}
    </div>
  );
}

export function Carousel({ block, scope }: Props): VNode {
  return (
    <div class="carousel" role="list" tabIndex={0} aria-label="Cards">
      {(block.elements ?? []).map((card: Kit) => (
        <div role="listitem" data-block-id={card.block_id}>
          <Card block={card} scope={scope} />
        </div>
      ))}
    </div>
  );
}

const STATUSES: Record<string, [string, string]> = {
  pending: ["○", "Pending"],
  in_progress: ["◐", "In progress"],
  complete: ["✓", "Complete"],
  error: ["✕", "Failed"],
};

/** Some blocks take a bare string where others take a text object, or rich text. */
function Said({ what }: { what: Kit | string | undefined }): ComponentChildren {
  if (!what) return null;
  return typeof what === "object" && what.type === "rich_text" ? <RichText block={what} /> : <TextBlock text={what} />;
}

function Task({ task }: { task: Kit }): VNode {
  const [sign, name] = STATUSES[task.status] ?? STATUSES.pending!;
  const sources: Kit[] = task.sources ?? [];
  return (
    <div class={`task task-${task.status}`} data-task-id={task.task_id}>
      <span class="task-sign" role="img" aria-label={name} title={name}>
        {sign}
      </span>
      <div>
        <div class="task-title" dir="auto">
          <Words text={task.title} />
        </div>
        <Said what={task.details} />
        <Said what={task.output} />
        {sources.length > 0 && (
          <div class="sources small">
            {sources.map((source) => (
              <Link to={source.url}>{source.text || source.url}</Link>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}

export function TaskCard({ block }: Props): VNode {
  return (
    <div class="kit-card">
      <Task task={block} />
    </div>
  );
}

export function Plan({ block }: Props): VNode {
  const tasks: Kit[] = block.tasks ?? [];
  return (
    <div class="kit-card">
      <div class="card-title" dir="auto">
        {plainText(block.title)}
      </div>
      {tasks.map((task) => (
        <Task key={task.task_id} task={task} />
      ))}
    </div>
  );
}

export function ContextActions({ block, scope }: Props): VNode {
  return (
    <>
      {(block.elements ?? []).map((element: Kit) => (
        <Element key={element.action_id} element={element} block={block} scope={scope} />
      ))}
    </>
  );
}
