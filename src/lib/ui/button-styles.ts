import { tv, type VariantProps } from 'tailwind-variants';

export const buttonStyles = tv({
	base: [
		'relative inline-flex shrink-0 items-center justify-center gap-1.5 rounded-lg font-medium whitespace-nowrap select-none',
		'transition-[background-color,border-color,color,box-shadow] duration-100',
		'disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-60',
		'[&_svg]:size-4 [&_svg]:shrink-0'
	],
	variants: {
		variant: {
			primary:
				'bg-accent text-on-accent shadow-card inset-shadow-2xs inset-shadow-white/15 hover:bg-accent-hover',
			secondary:
				'border border-line-strong/50 bg-raised text-ink shadow-card hover:border-line-strong/80 hover:bg-hover/60',
			ghost: 'text-ink hover:bg-hover',
			danger: 'bg-danger text-on-danger shadow-card hover:bg-danger-hover',
			link: 'text-accent-ink underline-offset-4 hover:underline'
		},
		size: {
			sm: 'h-8 px-2.5 text-[0.8125rem]',
			md: 'h-10 px-3.5 text-sm sm:h-9',
			lg: 'h-11 px-5 text-[0.9375rem]',
			icon: 'size-10 sm:size-9',
			'icon-sm': 'size-8'
		},
		wide: { true: 'w-full' }
	},
	compoundVariants: [{ variant: 'link', class: 'h-auto px-0 sm:h-auto' }],
	defaultVariants: { variant: 'secondary', size: 'md' }
});

export type ButtonVariant = NonNullable<VariantProps<typeof buttonStyles>['variant']>;
export type ButtonSize = NonNullable<VariantProps<typeof buttonStyles>['size']>;
