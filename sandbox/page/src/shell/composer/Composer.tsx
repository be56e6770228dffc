import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";

import { draftKey, drafts, keepDraft } from "../../state/drafts";
import { appInfo, me } from "../../state/store";
import { toast } from "../../state/toasts";
import { pickEmoji } from "../EmojiPicker";
import { Icon } from "../Icon";
import { IconButton } from "../IconButton";
import { editLast } from "../message/actions";
import { attach, idsOf, type Waiting } from "./attached";
import { commandOf } from "./completion";
import { grow } from "./grow";
import { OfferList } from "./Offers";
import { openShortcuts } from "./shortcuts";
import { speak } from "./speak";
import { useCompletion } from "./useCompletion";

interface Props {
  channel: string;
  /** The root of the thread that is replied to. */
  thread?: string;
  label: string;
  placeholder: string;
  autofocus?: boolean;
}

/** Where one types. Enter sends, Shift+Enter breaks the line; drafts are kept. Mount it anew for each person and place. */
export function Composer({ channel, thread, label, placeholder, autofocus = false }: Props) {
  const input = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const error = useSignal("");
  const text = useSignal("");
  const files = useSignal<readonly Waiting[]>([]);
  const api = me.value!;
  const key = draftKey(api.id, channel, thread);
  const completion = useCompletion(input, (value) => changed(value));

  const changed = (value: string) => {
    text.value = value;
    error.value = "";
    grow(input.current!);
    keepDraft(key, value);
  };

  const write = (value: string) => {
    input.current!.value = value;
    changed(value);
  };

  useLayoutEffect(() => {
    write(drafts.peek()[key] ?? "");
    if (autofocus) input.current!.focus();
  }, []);

  const submit = async (event: Event) => {
    event.preventDefault();
    const typed = input.current!.value;
    const waiting = files.peek();
    if (!typed.trim() && waiting.length === 0) return;
    completion.close();
    write("");
    files.value = [];
    const trouble = await speak({
      channel,
      text: typed.startsWith(" ") ? typed.trimEnd() : typed.trim(),
      thread,
      files: await idsOf(waiting),
    });
    if (trouble === null) return;
    if (!input.current) return toast(trouble);
    if (!input.current.value) write(typed);
    if (files.peek().length === 0) files.value = waiting;
    error.value = trouble;
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || completion.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) void submit(event);
    else if (event.key === "ArrowUp" && !input.current!.value && editLast(thread ?? null)) event.preventDefault();
  };

  const insert = (name: string) => {
    const node = input.current!;
    node.focus();
    node.setRangeText(`:${name}: `, node.selectionStart, node.selectionEnd, "end");
    changed(node.value);
  };

  const add = (list: FileList | null | undefined) => list && list.length > 0 && attach(api, [...list], files);
  const command = commandOf(text.value, appInfo.value?.commands ?? []);

  return (
    <form
      class={thread ? "composer thread-composer" : "composer"}
      data-thread-ts={thread}
      onSubmit={submit}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        add(event.dataTransfer?.files);
      }}
    >
      {error.value && (
        <div key="error" class="form-error" role="alert">
          {error.value}
        </div>
      )}
      <OfferList id={completion.id} shown={completion.shown.value} at={completion.at.value} take={completion.take} />
      <div key="field" class="field">
        {command && !completion.shown.value && (
          <div key="usage" class="usage small">
            <strong>{command.command}</strong> <span>{command.usage_hint}</span> <span class="muted">{command.description}</span>
          </div>
        )}
        <textarea
          ref={input}
          rows={1}
          dir="auto"
          autocomplete="off"
          aria-label={label}
          placeholder={placeholder}
          aria-autocomplete="list"
          aria-controls={completion.id}
          aria-activedescendant={completion.shown.value ? `${completion.id}-${completion.at.value}` : undefined}
          onInput={(event) => {
            changed(event.currentTarget.value);
            completion.look();
          }}
          onBlur={completion.close}
          onKeyDown={onKeyDown}
          onPaste={(event) => add(event.clipboardData?.files) && event.preventDefault()}
        />
        {files.value.length > 0 && (
          <ul class="bare attached" aria-label="Files to send">
            {files.value.map((one) => (
              <li key={one.key} class="attached-file" aria-busy={!one.ready.value}>
                <Icon name="file" />
                <bdi>{one.name}</bdi>
                <button
                  type="button"
                  class="plain"
                  aria-label={`Remove ${one.name}`}
                  onClick={() => (files.value = files.value.filter((other) => other !== one))}
                >
                  <Icon name="close" />
                </button>
              </li>
            ))}
          </ul>
        )}
        <div key="tools" class="field-tools">
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            aria-label="Attach files"
            onChange={(event) => {
              add(event.currentTarget.files);
              event.currentTarget.value = "";
            }}
          />
          <IconButton icon="clip" label="Attach files" does="attach" onClick={() => picker.current!.click()} />
          <IconButton
            icon="smile"
            label="Emoji"
            does="emoji"
            haspopup="dialog"
            onClick={(event) => pickEmoji(event.currentTarget, "Emoji", insert)}
          />
          {!thread && (
            <IconButton
              icon="bolt"
              label="Shortcuts"
              does="shortcuts"
              haspopup="menu"
              onClick={(event) => openShortcuts(event.currentTarget)}
            />
          )}
          <span class="spring" />
          <button
            type="submit"
            class="send"
            data-do="send"
            aria-label="Send"
            title="Send"
            data-ready={text.value.trim() !== "" || files.value.length > 0}
          >
            <Icon name="send" />
          </button>
        </div>
      </div>
    </form>
  );
}
