/** A variant, a size and what is given besides never set the same property, so that none has to win over another. */
const base = [
	'relative inline-flex shrink-0 items-center justify-center gap-1.5 rounded-lg font-medium whitespace-nowrap select-none',
	'transition-[background-color,border-color,color,box-shadow] duration-100',
	'disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-60',
	'[&_svg]:size-4 [&_svg]:shrink-0'
].join(' ');

const variants = {
	primary:
		'bg-accent text-on-accent shadow-card inset-shadow-2xs inset-shadow-white/15 hover:bg-accent-hover',
	secondary:
		'border border-line-strong/50 bg-raised text-ink shadow-card hover:border-line-strong/80 hover:bg-hover/60',
	ghost: 'text-ink hover:bg-hover',
	danger: 'bg-danger text-on-danger shadow-card hover:bg-danger-hover',
	link: 'text-accent-ink underline-offset-4 hover:underline'
};

const texts = { sm: 'text-[0.8125rem]', md: 'text-sm', lg: 'text-[0.9375rem]' };
const boxes = {
	sm: 'h-8 px-2.5',
	md: 'h-10 px-3.5 sm:h-9',
	lg: 'h-11 px-5',
	icon: 'size-10 sm:size-9',
	'icon-sm': 'size-8'
};

export type ButtonVariant = keyof typeof variants;
export type ButtonSize = keyof typeof boxes;

interface Look {
	variant?: ButtonVariant | undefined;
	size?: ButtonSize | undefined;
	/** As wide as there is room. */
	wide?: boolean | undefined;
	/** What a button needs besides; with `!` where it is to win over what buttons look like. */
	class?: string | undefined;
}

/** The classes of a button. */
export function buttonStyles({
	variant = 'secondary',
	size = 'md',
	wide,
	class: extra
}: Look): string {
	const text = size in texts ? texts[size as keyof typeof texts] : '';
	// A link stands among words: it has no box of its own.
	const box = variant === 'link' ? '' : boxes[size];
	return [base, variants[variant], box, text, wide && 'w-full', extra].filter(Boolean).join(' ');
}
