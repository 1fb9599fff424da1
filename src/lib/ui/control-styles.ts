const base = [
	'block w-full min-w-0 rounded-lg border border-line-strong/60 bg-raised text-ink shadow-card',
	'transition-[border-color,box-shadow] duration-100 hover:border-line-strong',
	'focus-visible:border-focus focus-visible:ring-3 focus-visible:ring-focus/20 focus-visible:outline-none',
	'aria-invalid:border-danger aria-invalid:focus-visible:ring-danger/20',
	'disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted disabled:shadow-none [&[readonly]]:bg-sunken'
].join(' ');

/** 16 px text on phones: iOS zooms into anything smaller. */
const texts = {
	sm: 'px-2.5 text-base sm:text-sm',
	md: 'px-3 text-base sm:text-sm',
	lg: 'px-3 text-base'
};
const heights = { sm: 'h-8', md: 'h-10 sm:h-9', lg: 'h-11' };
const severalLines = 'min-h-20 py-2';

export type ControlSize = keyof typeof heights;

interface Look {
	size?: ControlSize | undefined;
	multiline?: boolean;
	/** What a control needs besides: room at one side (`pr-9`), or with `!` what is to win. */
	class?: string | undefined;
}

/** The classes of everything one types or chooses in. */
export function controlStyles({ size = 'md', multiline = false, class: extra }: Look): string {
	const height = multiline ? severalLines : heights[size];
	return [base, texts[size], height, extra].filter(Boolean).join(' ');
}

/** What a Field hands to the control inside it, spread onto the element. */
export interface ControlAttributes {
	id: string;
	'aria-describedby': string | undefined;
	'aria-invalid': true | undefined;
	required: boolean;
}
