import { tv } from 'tailwind-variants';

/** Shared look of everything one types or chooses in. 16 px text on phones: iOS zooms into anything smaller. */
export const controlStyles = tv({
	base: [
		'block w-full min-w-0 rounded-lg border border-line-strong/60 bg-raised px-3 text-base text-ink shadow-card sm:text-sm',
		'transition-[border-color,box-shadow] duration-100 hover:border-line-strong',
		'focus-visible:border-focus focus-visible:ring-3 focus-visible:ring-focus/20 focus-visible:outline-none',
		'aria-invalid:border-danger aria-invalid:focus-visible:ring-danger/20',
		'disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted disabled:shadow-none [&[readonly]]:bg-sunken'
	],
	variants: {
		size: { sm: 'h-8 px-2.5', md: 'h-10 sm:h-9', lg: 'h-11 text-base sm:text-base' },
		multiline: { true: 'h-auto min-h-20 py-2 sm:h-auto' }
	},
	defaultVariants: { size: 'md' }
});

export type ControlSize = 'sm' | 'md' | 'lg';

/** What a Field hands to the control inside it, spread onto the element. */
export interface ControlAttributes {
	id: string;
	'aria-describedby': string | undefined;
	'aria-invalid': true | undefined;
	required: boolean;
}
