import type { Offer, Offers } from "./completion";

interface Props {
  id: string;
  shown: Offers | null;
  at: number;
  take: (offer: Offer) => void;
}

/** The list above the composer that completes what is typed. */
export function OfferList({ id, shown, at, take }: Props) {
  return (
    <div id={id} class="completion" role="listbox" aria-label="Suggestions" hidden={shown === null}>
      {shown?.offers.map((offer, index) => (
        <div
          key={offer.text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          data-completion={offer.text}
          ref={(node) => {
            if (index === at) node?.scrollIntoView({ block: "nearest" });
          }}
          onMouseDown={(event) => {
            event.preventDefault();
            take(offer);
          }}
        >
          {offer.sign && <span aria-hidden="true">{offer.sign}</span>}
          <strong dir="auto">{offer.label}</strong>
          {offer.hint && <small dir="auto">{offer.hint}</small>}
        </div>
      ))}
    </div>
  );
}
