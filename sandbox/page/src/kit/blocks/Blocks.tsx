/** Every block of Block Kit by its type; a marked box for an unknown one. */

import type { ComponentType, VNode } from "preact";
import { useMemo } from "preact/hooks";

import type { Kit } from "../../types";
import { formOf, Together } from "../control";
import { Form } from "../form";
import { Element } from "../elements/Element";
import { Markdown } from "../markdown";
import { RichText } from "../richtext";
import type { Scope } from "../scope";
import { Unsupported } from "../unsupported";
import { Alert, Card, Carousel, ContextActions, Plan, TaskCard } from "./agent";
import { Chart } from "./Chart";
import { Container } from "./Container";
import { Input } from "./Input";
import { Call, Context, FileBlock, Header, ImageBlock, Video } from "./plain";
import { Section } from "./Section";
import { DataTable, Table } from "./tables";

export interface BlockProps {
  block: Kit;
  scope: Scope;
}

function Actions({ block, scope }: BlockProps): VNode {
  return (
    <>
      {(block.elements ?? []).map((element: Kit) => (
        <Element key={element.action_id} element={element} block={block} scope={scope} />
      ))}
    </>
  );
}

const KINDS = new Map<string, ComponentType<BlockProps>>([
  ["section", Section],
  ["divider", () => <hr />],
  ["header", Header],
  ["context", Context],
  ["actions", Actions],
  ["image", ImageBlock],
  ["input", Input],
  ["rich_text", RichText],
  ["markdown", ({ block }) => <Markdown text={block.text} />],
  ["table", Table],
  ["data_table", DataTable],
  ["data_visualization", Chart],
  ["video", Video],
  ["file", FileBlock],
  ["alert", Alert],
  ["card", Card],
  ["carousel", Carousel],
  ["container", Container],
  ["plan", Plan],
  ["task_card", TaskCard],
  ["context_actions", ContextActions],
  ["call", Call],
]);

export function Block({ block, scope }: BlockProps): VNode {
  const Kind = KINDS.get(block.type);
  return (
    <div class={`block block-${Kind ? block.type : "unknown"}`} data-block-id={block.block_id} data-block-type={block.type}>
      {Kind ? <Kind block={block} scope={scope} /> : <Unsupported what={block.type} />}
    </div>
  );
}

/** Blocks in the order given; equal ids keep what was entered in them. */
export function BlockList({ blocks, scope }: { blocks: Kit[]; scope: Scope }): VNode {
  return (
    <>
      {blocks.map((block, index) => (
        <Block key={block.block_id ? `${block.type}/${block.block_id}` : index} block={block} scope={scope} />
      ))}
    </>
  );
}

const HOLDING = new Set(["actions", "input", "context_actions", "card", "carousel", "container"]);
const holdsElements = (block: Kit): boolean => HOLDING.has(block.type) || Boolean(block.accessory);
const UNUSED = new Form();

/** The blocks of one message, attachment or view. */
export function Blocks({ blocks, scope }: { blocks: Kit[]; scope: Scope }): VNode {
  const list = Array.isArray(blocks) ? blocks : [];
  const together = useMemo(() => ({ blocks: list, form: list.some(holdsElements) ? formOf(scope) : UNUSED }), [blocks, scope]);
  return (
    <Together.Provider value={together}>
      <BlockList blocks={list} scope={scope} />
    </Together.Provider>
  );
}
