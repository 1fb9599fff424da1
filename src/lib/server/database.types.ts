export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
	public: {
		Tables: {
			agency_statement_lines: {
				Row: {
					amount_cents: number;
					applied_cents: number;
					client_id: string;
					cost_cents: number;
					invoice_id: string;
					is_settled: boolean;
					kind: string;
					payment_id: string | null;
					reseller_id: string;
					statement_id: string;
				};
				ComputedFields: never;
				Insert: {
					amount_cents: number;
					applied_cents?: number;
					client_id: string;
					cost_cents: number;
					invoice_id: string;
					is_settled?: boolean;
					kind: string;
					payment_id?: string | null;
					reseller_id: string;
					statement_id: string;
				};
				Update: {
					amount_cents?: number;
					applied_cents?: number;
					client_id?: string;
					cost_cents?: number;
					invoice_id?: string;
					is_settled?: boolean;
					kind?: string;
					payment_id?: string | null;
					reseller_id?: string;
					statement_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'agency_statement_lines_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'agency_statement_lines_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'agency_statement_lines_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'agency_statement_lines_reseller_id_payment_id_fkey';
						columns: ['reseller_id', 'payment_id'];
						isOneToOne: false;
						referencedRelation: 'payments';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'agency_statement_lines_reseller_id_statement_id_fkey';
						columns: ['reseller_id', 'statement_id'];
						isOneToOne: false;
						referencedRelation: 'agency_statements';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			agency_statements: {
				Row: {
					attempt: number;
					clients: number;
					closed_by: string | null;
					closed_on: string;
					corrections_cents: number;
					cost_cents: number;
					created_at: string;
					id: string;
					invoices: number;
					method: string | null;
					month: string;
					number: number;
					paid_by: string | null;
					paid_on: string | null;
					request_id: string | null;
					reseller_id: string;
					status: string;
					total_cents: number;
				};
				ComputedFields: never;
				Insert: {
					attempt?: number;
					clients: number;
					closed_by?: string | null;
					closed_on: string;
					corrections_cents: number;
					cost_cents: number;
					created_at?: string;
					id?: string;
					invoices: number;
					method?: string | null;
					month: string;
					number: number;
					paid_by?: string | null;
					paid_on?: string | null;
					request_id?: string | null;
					reseller_id: string;
					status?: string;
					total_cents: number;
				};
				Update: {
					attempt?: number;
					clients?: number;
					closed_by?: string | null;
					closed_on?: string;
					corrections_cents?: number;
					cost_cents?: number;
					created_at?: string;
					id?: string;
					invoices?: number;
					method?: string | null;
					month?: string;
					number?: number;
					paid_by?: string | null;
					paid_on?: string | null;
					request_id?: string | null;
					reseller_id?: string;
					status?: string;
					total_cents?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'agency_statements_closed_by_fkey';
						columns: ['closed_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'agency_statements_paid_by_fkey';
						columns: ['paid_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'agency_statements_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			api_keys: {
				Row: {
					created_at: string;
					created_by: string | null;
					expires_on: string | null;
					former_ends_at: string | null;
					former_key_hash: string | null;
					former_last_used_at: string | null;
					former_prefix: string | null;
					id: string;
					key_hash: string;
					last_used_at: string | null;
					name: string;
					prefix: string;
					request_id: string | null;
					reseller_id: string;
					revoked_at: string | null;
					rotation_request_id: string | null;
					scopes: string[];
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					created_by?: string | null;
					expires_on?: string | null;
					former_ends_at?: string | null;
					former_key_hash?: string | null;
					former_last_used_at?: string | null;
					former_prefix?: string | null;
					id?: string;
					key_hash: string;
					last_used_at?: string | null;
					name: string;
					prefix: string;
					request_id?: string | null;
					reseller_id: string;
					revoked_at?: string | null;
					rotation_request_id?: string | null;
					scopes: string[];
				};
				Update: {
					created_at?: string;
					created_by?: string | null;
					expires_on?: string | null;
					former_ends_at?: string | null;
					former_key_hash?: string | null;
					former_last_used_at?: string | null;
					former_prefix?: string | null;
					id?: string;
					key_hash?: string;
					last_used_at?: string | null;
					name?: string;
					prefix?: string;
					request_id?: string | null;
					reseller_id?: string;
					revoked_at?: string | null;
					rotation_request_id?: string | null;
					scopes?: string[];
				};
				Relationships: [
					{
						foreignKeyName: 'api_keys_created_by_fkey';
						columns: ['created_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'api_keys_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			audit_entries: {
				Row: {
					actor_id: string | null;
					address: string | null;
					after: Json | null;
					before: Json | null;
					client_id: string | null;
					id: number;
					impersonation_id: string | null;
					label: string | null;
					occurred_at: string;
					operation: string;
					reseller_id: string;
					row_key: string;
					seen_address: string | null;
					subject_id: string | null;
					table_name: string;
				};
				ComputedFields: never;
				Insert: {
					actor_id?: string | null;
					address?: string | null;
					after?: Json | null;
					before?: Json | null;
					client_id?: string | null;
					id?: never;
					impersonation_id?: string | null;
					label?: string | null;
					occurred_at?: string;
					operation: string;
					reseller_id: string;
					row_key: string;
					seen_address?: string | null;
					subject_id?: string | null;
					table_name: string;
				};
				Update: {
					actor_id?: string | null;
					address?: string | null;
					after?: Json | null;
					before?: Json | null;
					client_id?: string | null;
					id?: never;
					impersonation_id?: string | null;
					label?: string | null;
					occurred_at?: string;
					operation?: string;
					reseller_id?: string;
					row_key?: string;
					seen_address?: string | null;
					subject_id?: string | null;
					table_name?: string;
				};
				Relationships: [];
			};
			bank_statements: {
				Row: {
					bank: string | null;
					created_at: string;
					credits: number;
					credits_cents: number;
					debits: number;
					ends_on: string | null;
					file_name: string;
					fingerprint: string;
					format: string;
					id: string;
					ignored: number;
					imported_by: string | null;
					mapping: Json | null;
					open: number;
					paid: number;
					repeated: number;
					reseller_id: string;
					signature: string | null;
					starts_on: string | null;
					unread: NonNullable<Json>;
					unread_count: number;
				};
				ComputedFields: never;
				Insert: {
					bank?: string | null;
					created_at?: string;
					credits?: number;
					credits_cents?: number;
					debits?: number;
					ends_on?: string | null;
					file_name: string;
					fingerprint: string;
					format: string;
					id?: string;
					ignored?: number;
					imported_by?: string | null;
					mapping?: Json | null;
					open?: number;
					paid?: number;
					repeated?: number;
					reseller_id: string;
					signature?: string | null;
					starts_on?: string | null;
					unread?: NonNullable<Json>;
					unread_count?: number;
				};
				Update: {
					bank?: string | null;
					created_at?: string;
					credits?: number;
					credits_cents?: number;
					debits?: number;
					ends_on?: string | null;
					file_name?: string;
					fingerprint?: string;
					format?: string;
					id?: string;
					ignored?: number;
					imported_by?: string | null;
					mapping?: Json | null;
					open?: number;
					paid?: number;
					repeated?: number;
					reseller_id?: string;
					signature?: string | null;
					starts_on?: string | null;
					unread?: NonNullable<Json>;
					unread_count?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'bank_statements_imported_by_fkey';
						columns: ['imported_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'bank_statements_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			billing_holds: {
				Row: {
					client_id: string;
					created_at: string;
					created_by: string | null;
					id: string;
					note: string | null;
					reseller_id: string;
					step: string;
					subscription_id: string;
					until_on: string;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					created_at?: string;
					created_by?: string | null;
					id?: string;
					note?: string | null;
					reseller_id: string;
					step: string;
					subscription_id: string;
					until_on: string;
				};
				Update: {
					client_id?: string;
					created_at?: string;
					created_by?: string | null;
					id?: string;
					note?: string | null;
					reseller_id?: string;
					step?: string;
					subscription_id?: string;
					until_on?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'billing_holds_created_by_fkey';
						columns: ['created_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'billing_holds_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'billing_holds_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscription_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'billing_holds_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscriptions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			billing_run_failures: {
				Row: {
					client_id: string | null;
					code: string;
					occurred_at: string;
					reseller_id: string;
					row_id: string;
					run_id: string;
					step: string;
				};
				ComputedFields: never;
				Insert: {
					client_id?: string | null;
					code: string;
					occurred_at?: string;
					reseller_id: string;
					row_id: string;
					run_id: string;
					step: string;
				};
				Update: {
					client_id?: string | null;
					code?: string;
					occurred_at?: string;
					reseller_id?: string;
					row_id?: string;
					run_id?: string;
					step?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'billing_run_failures_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'billing_run_failures_reseller_id_run_id_fkey';
						columns: ['reseller_id', 'run_id'];
						isOneToOne: false;
						referencedRelation: 'billing_runs';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			billing_runs: {
				Row: {
					advanced_at: string;
					blocked: number;
					changed: number;
					failed: number;
					finished_at: string | null;
					id: string;
					issued: number;
					issued_cents: number;
					notified: number;
					on_date: string;
					origin: string;
					releases_ended: number;
					reminded: number;
					request_id: string | null;
					reseller_id: string;
					retry_at: string | null;
					started_at: string;
					started_by: string | null;
					state: string;
					step: string;
				};
				ComputedFields: never;
				Insert: {
					advanced_at?: string;
					blocked?: number;
					changed?: number;
					failed?: number;
					finished_at?: string | null;
					id?: string;
					issued?: number;
					issued_cents?: number;
					notified?: number;
					on_date: string;
					origin: string;
					releases_ended?: number;
					reminded?: number;
					request_id?: string | null;
					reseller_id: string;
					retry_at?: string | null;
					started_at?: string;
					started_by?: string | null;
					state?: string;
					step?: string;
				};
				Update: {
					advanced_at?: string;
					blocked?: number;
					changed?: number;
					failed?: number;
					finished_at?: string | null;
					id?: string;
					issued?: number;
					issued_cents?: number;
					notified?: number;
					on_date?: string;
					origin?: string;
					releases_ended?: number;
					reminded?: number;
					request_id?: string | null;
					reseller_id?: string;
					retry_at?: string | null;
					started_at?: string;
					started_by?: string | null;
					state?: string;
					step?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'billing_runs_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'billing_runs_started_by_fkey';
						columns: ['started_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					}
				];
			};
			billing_settings: {
				Row: {
					bill_while_suspended: boolean;
					block_days: number;
					counts_business_days: boolean;
					credit_auto: boolean;
					issue_days_before: number;
					min_notice_days: number;
					one_off_blocks: boolean;
					pay_methods: string[];
					pending_days: number;
					pix_key: string | null;
					pix_merchant_city: string | null;
					pix_merchant_name: string | null;
					reminder_days: number[];
					reseller_id: string;
					sign_up_expiry_days: number;
					trust_days: number;
					trust_limit: number;
					trust_window_days: number;
				};
				ComputedFields: never;
				Insert: {
					bill_while_suspended?: boolean;
					block_days?: number;
					counts_business_days?: boolean;
					credit_auto?: boolean;
					issue_days_before?: number;
					min_notice_days?: number;
					one_off_blocks?: boolean;
					pay_methods?: string[];
					pending_days?: number;
					pix_key?: string | null;
					pix_merchant_city?: string | null;
					pix_merchant_name?: string | null;
					reminder_days?: number[];
					reseller_id: string;
					sign_up_expiry_days?: number;
					trust_days?: number;
					trust_limit?: number;
					trust_window_days?: number;
				};
				Update: {
					bill_while_suspended?: boolean;
					block_days?: number;
					counts_business_days?: boolean;
					credit_auto?: boolean;
					issue_days_before?: number;
					min_notice_days?: number;
					one_off_blocks?: boolean;
					pay_methods?: string[];
					pending_days?: number;
					pix_key?: string | null;
					pix_merchant_city?: string | null;
					pix_merchant_name?: string | null;
					reminder_days?: number[];
					reseller_id?: string;
					sign_up_expiry_days?: number;
					trust_days?: number;
					trust_limit?: number;
					trust_window_days?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'billing_settings_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: true;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			client_balances: {
				Row: {
					client_id: string;
					credit_cents: number;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					credit_cents: number;
					reseller_id: string;
				};
				Update: {
					client_id?: string;
					credit_cents?: number;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'client_balances_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: true;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			client_batches: {
				Row: {
					changed: number;
					created_at: string;
					done: number;
					finished_at: string | null;
					id: string;
					kind: string;
					note: string | null;
					reseller_id: string;
					skipped: number;
					started_by: string | null;
					state: string;
					total: number;
					undone: number;
				};
				ComputedFields: never;
				Insert: {
					changed?: number;
					created_at?: string;
					done?: number;
					finished_at?: string | null;
					id: string;
					kind: string;
					note?: string | null;
					reseller_id: string;
					skipped?: number;
					started_by?: string | null;
					state?: string;
					total?: number;
					undone?: number;
				};
				Update: {
					changed?: number;
					created_at?: string;
					done?: number;
					finished_at?: string | null;
					id?: string;
					kind?: string;
					note?: string | null;
					reseller_id?: string;
					skipped?: number;
					started_by?: string | null;
					state?: string;
					total?: number;
					undone?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'client_batches_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'client_batches_started_by_fkey';
						columns: ['started_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					}
				];
			};
			client_exports: {
				Row: {
					created_at: string;
					done: number;
					finished_at: string | null;
					id: string;
					reseller_id: string;
					started_by: string | null;
					state: string;
					total: number;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					done?: number;
					finished_at?: string | null;
					id: string;
					reseller_id: string;
					started_by?: string | null;
					state?: string;
					total: number;
				};
				Update: {
					created_at?: string;
					done?: number;
					finished_at?: string | null;
					id?: string;
					reseller_id?: string;
					started_by?: string | null;
					state?: string;
					total?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'client_exports_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'client_exports_started_by_fkey';
						columns: ['started_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					}
				];
			};
			client_imports: {
				Row: {
					bad: number;
					created: number;
					created_at: string;
					done_through: number;
					file_name: string;
					filled: number;
					finished_at: string | null;
					forgotten_at: string | null;
					id: string;
					kept: number;
					mapping: NonNullable<Json>;
					match_email: boolean;
					matched: number;
					policy: string;
					purged_at: string | null;
					refused: number;
					removed: number;
					repeated: number;
					reseller_id: string;
					restored: number;
					signature: string;
					skipped: number;
					started_by: string | null;
					state: string;
					total: number;
					undone_through: number;
				};
				ComputedFields: never;
				Insert: {
					bad?: number;
					created?: number;
					created_at?: string;
					done_through?: number;
					file_name: string;
					filled?: number;
					finished_at?: string | null;
					forgotten_at?: string | null;
					id: string;
					kept?: number;
					mapping: NonNullable<Json>;
					match_email?: boolean;
					matched?: number;
					policy?: string;
					purged_at?: string | null;
					refused?: number;
					removed?: number;
					repeated?: number;
					reseller_id: string;
					restored?: number;
					signature: string;
					skipped?: number;
					started_by?: string | null;
					state?: string;
					total?: number;
					undone_through?: number;
				};
				Update: {
					bad?: number;
					created?: number;
					created_at?: string;
					done_through?: number;
					file_name?: string;
					filled?: number;
					finished_at?: string | null;
					forgotten_at?: string | null;
					id?: string;
					kept?: number;
					mapping?: NonNullable<Json>;
					match_email?: boolean;
					matched?: number;
					policy?: string;
					purged_at?: string | null;
					refused?: number;
					removed?: number;
					repeated?: number;
					reseller_id?: string;
					restored?: number;
					signature?: string;
					skipped?: number;
					started_by?: string | null;
					state?: string;
					total?: number;
					undone_through?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'client_imports_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'client_imports_started_by_fkey';
						columns: ['started_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					}
				];
			};
			client_mail_optouts: {
				Row: {
					client_id: string;
					created_at: string;
					kind: string;
					reseller_id: string;
					source: string;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					created_at?: string;
					kind?: string;
					reseller_id: string;
					source: string;
				};
				Update: {
					client_id?: string;
					created_at?: string;
					kind?: string;
					reseller_id?: string;
					source?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'client_mail_optouts_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			client_notes: {
				Row: {
					body: string;
					client_id: string;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					body: string;
					client_id: string;
					reseller_id: string;
				};
				Update: {
					body?: string;
					client_id?: string;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'client_notes_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: true;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			client_phones: {
				Row: {
					client_id: string;
					e164: string;
					position: number;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					e164: string;
					position?: number;
					reseller_id: string;
				};
				Update: {
					client_id?: string;
					e164?: string;
					position?: number;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'client_phones_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			client_summaries: {
				Row: {
					anonymised_at: string | null;
					archived_at: string | null;
					city: string | null;
					client_id: string;
					collection: string;
					created_at: string;
					document: string | null;
					due_key: string;
					due_on: string | null;
					email: string | null;
					facet: number;
					has_invoices: boolean;
					is_held: boolean;
					is_suspended: boolean;
					last_paid_on: string | null;
					name: string;
					name_key: string;
					number: number;
					paid_key: string;
					payer: string;
					person_type: string;
					phone_hint: string | null;
					plan_id: string | null;
					plan_key: string;
					plan_name: string | null;
					reseller_id: string;
					search_key: string;
					sessions_key: number;
					sessions_left: number | null;
					state: string | null;
					status: string;
					subscription_status: string | null;
					trade_key: string;
					trade_name: string | null;
				};
				ComputedFields: never;
				Insert: {
					anonymised_at?: string | null;
					archived_at?: string | null;
					city?: string | null;
					client_id: string;
					collection: string;
					created_at: string;
					document?: string | null;
					due_key?: never;
					due_on?: string | null;
					email?: string | null;
					facet?: never;
					has_invoices?: boolean;
					is_held?: boolean;
					is_suspended?: never;
					last_paid_on?: string | null;
					name: string;
					name_key: string;
					number: number;
					paid_key?: never;
					payer: string;
					person_type: string;
					phone_hint?: string | null;
					plan_id?: string | null;
					plan_key?: never;
					plan_name?: string | null;
					reseller_id: string;
					search_key: string;
					sessions_key?: never;
					sessions_left?: number | null;
					state?: string | null;
					status?: never;
					subscription_status?: string | null;
					trade_key: string;
					trade_name?: string | null;
				};
				Update: {
					anonymised_at?: string | null;
					archived_at?: string | null;
					city?: string | null;
					client_id?: string;
					collection?: string;
					created_at?: string;
					document?: string | null;
					due_key?: never;
					due_on?: string | null;
					email?: string | null;
					facet?: never;
					has_invoices?: boolean;
					is_held?: boolean;
					is_suspended?: never;
					last_paid_on?: string | null;
					name?: string;
					name_key?: string;
					number?: number;
					paid_key?: never;
					payer?: string;
					person_type?: string;
					phone_hint?: string | null;
					plan_id?: string | null;
					plan_key?: never;
					plan_name?: string | null;
					reseller_id?: string;
					search_key?: string;
					sessions_key?: never;
					sessions_left?: number | null;
					state?: string | null;
					status?: never;
					subscription_status?: string | null;
					trade_key?: string;
					trade_name?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'client_summaries_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: true;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			client_views: {
				Row: {
					created_at: string;
					id: string;
					is_shared: boolean;
					name: string;
					owner_id: string;
					query: string;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					id: string;
					is_shared?: boolean;
					name: string;
					owner_id: string;
					query: string;
					reseller_id: string;
				};
				Update: {
					created_at?: string;
					id?: string;
					is_shared?: boolean;
					name?: string;
					owner_id?: string;
					query?: string;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'client_views_owner_id_fkey';
						columns: ['owner_id'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'client_views_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			clients: {
				Row: {
					anonymised_at: string | null;
					archived_at: string | null;
					block_days: number | null;
					born_or_opened_on: string | null;
					city: string | null;
					collection: string;
					company_size: string | null;
					complement: string | null;
					contact_name: string | null;
					contact_role: string | null;
					contract_total_cents: number | null;
					created_at: string;
					discount_cents: number | null;
					district: string | null;
					document: string | null;
					due_day: number | null;
					email: string | null;
					id: string;
					identity_document: string | null;
					instalments: number | null;
					locale: string;
					monthly_cents: number | null;
					municipal_registration: string | null;
					name: string;
					number: number;
					payer: string;
					pending_days: number | null;
					person_type: string;
					phone_hint: string | null;
					postal_code: string | null;
					reseller_id: string;
					search_key: string;
					sector: string | null;
					state: string | null;
					street: string | null;
					street_number: string | null;
					surcharge_cents: number | null;
					trade_name: string | null;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					anonymised_at?: string | null;
					archived_at?: string | null;
					block_days?: number | null;
					born_or_opened_on?: string | null;
					city?: string | null;
					collection?: string;
					company_size?: string | null;
					complement?: string | null;
					contact_name?: string | null;
					contact_role?: string | null;
					contract_total_cents?: number | null;
					created_at?: string;
					discount_cents?: number | null;
					district?: string | null;
					document?: string | null;
					due_day?: number | null;
					email?: string | null;
					id?: string;
					identity_document?: string | null;
					instalments?: number | null;
					locale?: string;
					monthly_cents?: number | null;
					municipal_registration?: string | null;
					name: string;
					number: number;
					payer?: string;
					pending_days?: number | null;
					person_type?: string;
					phone_hint?: string | null;
					postal_code?: string | null;
					reseller_id: string;
					search_key?: never;
					sector?: string | null;
					state?: string | null;
					street?: string | null;
					street_number?: string | null;
					surcharge_cents?: number | null;
					trade_name?: string | null;
					updated_at?: string;
				};
				Update: {
					anonymised_at?: string | null;
					archived_at?: string | null;
					block_days?: number | null;
					born_or_opened_on?: string | null;
					city?: string | null;
					collection?: string;
					company_size?: string | null;
					complement?: string | null;
					contact_name?: string | null;
					contact_role?: string | null;
					contract_total_cents?: number | null;
					created_at?: string;
					discount_cents?: number | null;
					district?: string | null;
					document?: string | null;
					due_day?: number | null;
					email?: string | null;
					id?: string;
					identity_document?: string | null;
					instalments?: number | null;
					locale?: string;
					monthly_cents?: number | null;
					municipal_registration?: string | null;
					name?: string;
					number?: number;
					payer?: string;
					pending_days?: number | null;
					person_type?: string;
					phone_hint?: string | null;
					postal_code?: string | null;
					reseller_id?: string;
					search_key?: never;
					sector?: string | null;
					state?: string | null;
					street?: string | null;
					street_number?: string | null;
					surcharge_cents?: number | null;
					trade_name?: string | null;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'clients_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			credit_entries: {
				Row: {
					amount_cents: number;
					client_id: string;
					created_at: string;
					entered_by: string | null;
					entered_on: string;
					id: string;
					invoice_id: string | null;
					note: string | null;
					payment_id: string | null;
					reason: string;
					request_id: string | null;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					amount_cents: number;
					client_id: string;
					created_at?: string;
					entered_by?: string | null;
					entered_on: string;
					id?: string;
					invoice_id?: string | null;
					note?: string | null;
					payment_id?: string | null;
					reason: string;
					request_id?: string | null;
					reseller_id: string;
				};
				Update: {
					amount_cents?: number;
					client_id?: string;
					created_at?: string;
					entered_by?: string | null;
					entered_on?: string;
					id?: string;
					invoice_id?: string | null;
					note?: string | null;
					payment_id?: string | null;
					reason?: string;
					request_id?: string | null;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'credit_entries_entered_by_fkey';
						columns: ['entered_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'credit_entries_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'credit_entries_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'credit_entries_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'credit_entries_reseller_id_payment_id_fkey';
						columns: ['reseller_id', 'payment_id'];
						isOneToOne: false;
						referencedRelation: 'payments';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			data_requests: {
				Row: {
					base: NonNullable<Json>;
					client_id: string;
					completed_at: string | null;
					conflicts: NonNullable<Json>;
					created_at: string;
					draft: NonNullable<Json>;
					draft_phones: string[] | null;
					expires_at: string;
					id: string;
					locale: string;
					mail_state: string;
					opened_at: string | null;
					recipient: string;
					requested_by: string | null;
					reseller_id: string;
					revoked_at: string | null;
					saved_at: string | null;
					saves: number;
					sent_at: string | null;
					taken_over: string[];
					token_hash: string;
				};
				ComputedFields: never;
				Insert: {
					base?: NonNullable<Json>;
					client_id: string;
					completed_at?: string | null;
					conflicts?: NonNullable<Json>;
					created_at?: string;
					draft?: NonNullable<Json>;
					draft_phones?: string[] | null;
					expires_at: string;
					id: string;
					locale?: string;
					mail_state?: string;
					opened_at?: string | null;
					recipient: string;
					requested_by?: string | null;
					reseller_id: string;
					revoked_at?: string | null;
					saved_at?: string | null;
					saves?: number;
					sent_at?: string | null;
					taken_over?: string[];
					token_hash: string;
				};
				Update: {
					base?: NonNullable<Json>;
					client_id?: string;
					completed_at?: string | null;
					conflicts?: NonNullable<Json>;
					created_at?: string;
					draft?: NonNullable<Json>;
					draft_phones?: string[] | null;
					expires_at?: string;
					id?: string;
					locale?: string;
					mail_state?: string;
					opened_at?: string | null;
					recipient?: string;
					requested_by?: string | null;
					reseller_id?: string;
					revoked_at?: string | null;
					saved_at?: string | null;
					saves?: number;
					sent_at?: string | null;
					taken_over?: string[];
					token_hash?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'data_requests_requested_by_fkey';
						columns: ['requested_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'data_requests_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'data_requests_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			gateway_accounts: {
				Row: {
					check_error: string | null;
					checked_at: string | null;
					connected_by: string | null;
					created_at: string;
					environment: string;
					id: string;
					is_active: boolean;
					key_changed_at: string;
					key_last_four: string;
					last_event_at: string | null;
					provider: string;
					reconciled_at: string | null;
					reseller_id: string;
					webhook_registered_at: string | null;
					webhook_token_hash: string;
				};
				ComputedFields: never;
				Insert: {
					check_error?: string | null;
					checked_at?: string | null;
					connected_by?: string | null;
					created_at?: string;
					environment?: string;
					id?: string;
					is_active?: boolean;
					key_changed_at?: string;
					key_last_four: string;
					last_event_at?: string | null;
					provider: string;
					reconciled_at?: string | null;
					reseller_id: string;
					webhook_registered_at?: string | null;
					webhook_token_hash: string;
				};
				Update: {
					check_error?: string | null;
					checked_at?: string | null;
					connected_by?: string | null;
					created_at?: string;
					environment?: string;
					id?: string;
					is_active?: boolean;
					key_changed_at?: string;
					key_last_four?: string;
					last_event_at?: string | null;
					provider?: string;
					reconciled_at?: string | null;
					reseller_id?: string;
					webhook_registered_at?: string | null;
					webhook_token_hash?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'gateway_accounts_connected_by_fkey';
						columns: ['connected_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'gateway_accounts_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			gateway_charges: {
				Row: {
					account_id: string;
					amount_cents: number | null;
					asked_amount_cents: number | null;
					asked_due_on: string | null;
					asked_fine_bps: number | null;
					asked_interest_bps: number | null;
					asked_version: number;
					boleto_line: string | null;
					checked_at: string | null;
					client_id: string;
					created_at: string;
					credit_refunded_cents: number;
					due_on: string | null;
					id: string;
					invoice_id: string;
					is_deleted: boolean;
					is_wanted: boolean;
					last_event_at: string | null;
					method: string | null;
					paid_on: string | null;
					pix_code: string | null;
					provider_charge_id: string | null;
					received_on: string | null;
					refunded_cents: number;
					replaced_at: string | null;
					reseller_id: string;
					state: string;
					undone: number;
					url: string | null;
					wanted_amount_cents: number;
					wanted_due_on: string;
					wanted_fine_bps: number;
					wanted_interest_bps: number;
					wanted_method: string | null;
					wanted_version: number;
				};
				ComputedFields: never;
				Insert: {
					account_id: string;
					amount_cents?: number | null;
					asked_amount_cents?: number | null;
					asked_due_on?: string | null;
					asked_fine_bps?: number | null;
					asked_interest_bps?: number | null;
					asked_version?: number;
					boleto_line?: string | null;
					checked_at?: string | null;
					client_id: string;
					created_at?: string;
					credit_refunded_cents?: number;
					due_on?: string | null;
					id?: string;
					invoice_id: string;
					is_deleted?: boolean;
					is_wanted?: boolean;
					last_event_at?: string | null;
					method?: string | null;
					paid_on?: string | null;
					pix_code?: string | null;
					provider_charge_id?: string | null;
					received_on?: string | null;
					refunded_cents?: number;
					replaced_at?: string | null;
					reseller_id: string;
					state?: string;
					undone?: number;
					url?: string | null;
					wanted_amount_cents: number;
					wanted_due_on: string;
					wanted_fine_bps?: number;
					wanted_interest_bps?: number;
					wanted_method?: string | null;
					wanted_version?: number;
				};
				Update: {
					account_id?: string;
					amount_cents?: number | null;
					asked_amount_cents?: number | null;
					asked_due_on?: string | null;
					asked_fine_bps?: number | null;
					asked_interest_bps?: number | null;
					asked_version?: number;
					boleto_line?: string | null;
					checked_at?: string | null;
					client_id?: string;
					created_at?: string;
					credit_refunded_cents?: number;
					due_on?: string | null;
					id?: string;
					invoice_id?: string;
					is_deleted?: boolean;
					is_wanted?: boolean;
					last_event_at?: string | null;
					method?: string | null;
					paid_on?: string | null;
					pix_code?: string | null;
					provider_charge_id?: string | null;
					received_on?: string | null;
					refunded_cents?: number;
					replaced_at?: string | null;
					reseller_id?: string;
					state?: string;
					undone?: number;
					url?: string | null;
					wanted_amount_cents?: number;
					wanted_due_on?: string;
					wanted_fine_bps?: number;
					wanted_interest_bps?: number;
					wanted_method?: string | null;
					wanted_version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'gateway_charges_reseller_id_account_id_fkey';
						columns: ['reseller_id', 'account_id'];
						isOneToOne: false;
						referencedRelation: 'gateway_accounts';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'gateway_charges_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'gateway_charges_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'gateway_charges_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			gateway_customers: {
				Row: {
					account_id: string;
					client_id: string;
					created_at: string;
					provider_customer_id: string;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					account_id: string;
					client_id: string;
					created_at?: string;
					provider_customer_id: string;
					reseller_id: string;
				};
				Update: {
					account_id?: string;
					client_id?: string;
					created_at?: string;
					provider_customer_id?: string;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'gateway_customers_reseller_id_account_id_fkey';
						columns: ['reseller_id', 'account_id'];
						isOneToOne: false;
						referencedRelation: 'gateway_accounts';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'gateway_customers_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			gateway_drifts: {
				Row: {
					account_id: string;
					charge_id: string | null;
					detail: NonNullable<Json>;
					found_at: string;
					id: string;
					kind: string;
					provider_charge_id: string;
					reseller_id: string;
					resolution: string | null;
					resolved_at: string | null;
					resolved_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					account_id: string;
					charge_id?: string | null;
					detail?: NonNullable<Json>;
					found_at?: string;
					id?: string;
					kind: string;
					provider_charge_id: string;
					reseller_id: string;
					resolution?: string | null;
					resolved_at?: string | null;
					resolved_by?: string | null;
				};
				Update: {
					account_id?: string;
					charge_id?: string | null;
					detail?: NonNullable<Json>;
					found_at?: string;
					id?: string;
					kind?: string;
					provider_charge_id?: string;
					reseller_id?: string;
					resolution?: string | null;
					resolved_at?: string | null;
					resolved_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'gateway_drifts_reseller_id_account_id_fkey';
						columns: ['reseller_id', 'account_id'];
						isOneToOne: false;
						referencedRelation: 'gateway_accounts';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'gateway_drifts_reseller_id_charge_id_fkey';
						columns: ['reseller_id', 'charge_id'];
						isOneToOne: false;
						referencedRelation: 'gateway_charges';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'gateway_drifts_resolved_by_fkey';
						columns: ['resolved_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					}
				];
			};
			gateway_events: {
				Row: {
					account_id: string;
					attempts: number;
					charge_id: string | null;
					due_at: string;
					event_id: string;
					fact: Json | null;
					id: string;
					kind: string;
					last_error: string | null;
					name: string;
					occurred_at: string;
					payload: Json | null;
					processed_at: string | null;
					received_at: string;
					reseller_id: string;
					source: string;
					state: string;
				};
				ComputedFields: never;
				Insert: {
					account_id: string;
					attempts?: number;
					charge_id?: string | null;
					due_at?: string;
					event_id: string;
					fact?: Json | null;
					id?: string;
					kind: string;
					last_error?: string | null;
					name: string;
					occurred_at: string;
					payload?: Json | null;
					processed_at?: string | null;
					received_at?: string;
					reseller_id: string;
					source?: string;
					state?: string;
				};
				Update: {
					account_id?: string;
					attempts?: number;
					charge_id?: string | null;
					due_at?: string;
					event_id?: string;
					fact?: Json | null;
					id?: string;
					kind?: string;
					last_error?: string | null;
					name?: string;
					occurred_at?: string;
					payload?: Json | null;
					processed_at?: string | null;
					received_at?: string;
					reseller_id?: string;
					source?: string;
					state?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'gateway_events_reseller_id_account_id_fkey';
						columns: ['reseller_id', 'account_id'];
						isOneToOne: false;
						referencedRelation: 'gateway_accounts';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'gateway_events_reseller_id_charge_id_fkey';
						columns: ['reseller_id', 'charge_id'];
						isOneToOne: false;
						referencedRelation: 'gateway_charges';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			holidays: {
				Row: {
					is_business: boolean;
					name: string;
					on_date: string;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					is_business?: boolean;
					name: string;
					on_date: string;
					reseller_id: string;
				};
				Update: {
					is_business?: boolean;
					name?: string;
					on_date?: string;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'holidays_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			impersonations: {
				Row: {
					actor_id: string;
					actor_membership_id: string;
					client_id: string;
					end_reason: string | null;
					ended_at: string | null;
					expires_at: string;
					id: string;
					reason: string;
					reseller_id: string;
					started_at: string;
					subject_id: string;
					subject_membership_id: string;
				};
				ComputedFields: never;
				Insert: {
					actor_id: string;
					actor_membership_id: string;
					client_id: string;
					end_reason?: string | null;
					ended_at?: string | null;
					expires_at: string;
					id: string;
					reason: string;
					reseller_id: string;
					started_at?: string;
					subject_id: string;
					subject_membership_id: string;
				};
				Update: {
					actor_id?: string;
					actor_membership_id?: string;
					client_id?: string;
					end_reason?: string | null;
					ended_at?: string | null;
					expires_at?: string;
					id?: string;
					reason?: string;
					reseller_id?: string;
					started_at?: string;
					subject_id?: string;
					subject_membership_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'impersonations_actor_id_fkey';
						columns: ['actor_id'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'impersonations_reseller_id_actor_membership_id_fkey';
						columns: ['reseller_id', 'actor_membership_id'];
						isOneToOne: false;
						referencedRelation: 'memberships';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'impersonations_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'impersonations_reseller_id_subject_membership_id_fkey';
						columns: ['reseller_id', 'subject_membership_id'];
						isOneToOne: false;
						referencedRelation: 'memberships';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'impersonations_subject_id_fkey';
						columns: ['subject_id'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					}
				];
			};
			invitations: {
				Row: {
					accepted_at: string | null;
					client_id: string | null;
					created_at: string;
					email: string;
					expires_at: string;
					id: string;
					invited_by: string | null;
					level: number | null;
					locale: string;
					name: string;
					reseller_id: string;
					revoked_at: string | null;
					role: string | null;
					sees_phones: boolean;
					sent_at: string;
				};
				ComputedFields: never;
				Insert: {
					accepted_at?: string | null;
					client_id?: string | null;
					created_at?: string;
					email: string;
					expires_at: string;
					id: string;
					invited_by?: string | null;
					level?: number | null;
					locale?: string;
					name: string;
					reseller_id: string;
					revoked_at?: string | null;
					role?: string | null;
					sees_phones?: boolean;
					sent_at?: string;
				};
				Update: {
					accepted_at?: string | null;
					client_id?: string | null;
					created_at?: string;
					email?: string;
					expires_at?: string;
					id?: string;
					invited_by?: string | null;
					level?: number | null;
					locale?: string;
					name?: string;
					reseller_id?: string;
					revoked_at?: string | null;
					role?: string | null;
					sees_phones?: boolean;
					sent_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'invitations_invited_by_fkey';
						columns: ['invited_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'invitations_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'invitations_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			invoice_lines: {
				Row: {
					description: string;
					invoice_id: string;
					kind: string;
					position: number;
					quantity: number;
					reseller_id: string;
					total_cents: number;
					unit_cents: number;
				};
				ComputedFields: never;
				Insert: {
					description: string;
					invoice_id: string;
					kind: string;
					position: number;
					quantity: number;
					reseller_id: string;
					total_cents: number;
					unit_cents: number;
				};
				Update: {
					description?: string;
					invoice_id?: string;
					kind?: string;
					position?: number;
					quantity?: number;
					reseller_id?: string;
					total_cents?: number;
					unit_cents?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'invoice_lines_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'invoice_lines_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			invoice_mails: {
				Row: {
					created_at: string;
					id: string;
					invoice_id: string;
					problem: string | null;
					recipient: string;
					requested_by: string | null;
					reseller_id: string;
					sent_at: string | null;
					state: string;
					template: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					id: string;
					invoice_id: string;
					problem?: string | null;
					recipient: string;
					requested_by?: string | null;
					reseller_id: string;
					sent_at?: string | null;
					state?: string;
					template: string;
				};
				Update: {
					created_at?: string;
					id?: string;
					invoice_id?: string;
					problem?: string | null;
					recipient?: string;
					requested_by?: string | null;
					reseller_id?: string;
					sent_at?: string | null;
					state?: string;
					template?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'invoice_mails_requested_by_fkey';
						columns: ['requested_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'invoice_mails_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'invoice_mails_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			invoice_reminders: {
				Row: {
					client_id: string;
					days: number;
					due_on: string;
					invoice_id: string;
					reseller_id: string;
					sent_on: string;
					template: string;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					days: number;
					due_on: string;
					invoice_id: string;
					reseller_id: string;
					sent_on: string;
					template: string;
				};
				Update: {
					client_id?: string;
					days?: number;
					due_on?: string;
					invoice_id?: string;
					reseller_id?: string;
					sent_on?: string;
					template?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'invoice_reminders_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'invoice_reminders_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'invoice_reminders_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			invoices: {
				Row: {
					charges_paid_cents: number;
					client_id: string;
					created_at: string;
					due_on: string;
					effective_due_on: string;
					fine_cents: number;
					id: string;
					interest_cents: number;
					issued_on: string;
					kind: string;
					late_from: string | null;
					late_rate_id: string | null;
					method: string | null;
					notified_on: string | null;
					number: number;
					paid_cents: number;
					pay_key: string;
					pay_link_renewed_at: string | null;
					payer: string;
					payment_status: string;
					period_end: string | null;
					period_start: string | null;
					pix_txid: string | null;
					postponed_to: string | null;
					refunded_cents: number;
					request_id: string | null;
					reseller_id: string;
					status: string;
					subscription_id: string | null;
					total_cents: number;
					void_on: string | null;
					whole_days: number | null;
				};
				ComputedFields: never;
				Insert: {
					charges_paid_cents?: number;
					client_id: string;
					created_at?: string;
					due_on: string;
					effective_due_on?: never;
					fine_cents?: number;
					id?: string;
					interest_cents?: number;
					issued_on: string;
					kind?: string;
					late_from?: string | null;
					late_rate_id?: string | null;
					method?: string | null;
					notified_on?: string | null;
					number: number;
					paid_cents?: number;
					pay_key?: string;
					pay_link_renewed_at?: string | null;
					payer?: string;
					payment_status?: string;
					period_end?: string | null;
					period_start?: string | null;
					pix_txid?: never;
					postponed_to?: string | null;
					refunded_cents?: number;
					request_id?: string | null;
					reseller_id: string;
					status?: string;
					subscription_id?: string | null;
					total_cents: number;
					void_on?: string | null;
					whole_days?: number | null;
				};
				Update: {
					charges_paid_cents?: number;
					client_id?: string;
					created_at?: string;
					due_on?: string;
					effective_due_on?: never;
					fine_cents?: number;
					id?: string;
					interest_cents?: number;
					issued_on?: string;
					kind?: string;
					late_from?: string | null;
					late_rate_id?: string | null;
					method?: string | null;
					notified_on?: string | null;
					number?: number;
					paid_cents?: number;
					pay_key?: string;
					pay_link_renewed_at?: string | null;
					payer?: string;
					payment_status?: string;
					period_end?: string | null;
					period_start?: string | null;
					pix_txid?: never;
					postponed_to?: string | null;
					refunded_cents?: number;
					request_id?: string | null;
					reseller_id?: string;
					status?: string;
					subscription_id?: string | null;
					total_cents?: number;
					void_on?: string | null;
					whole_days?: number | null;
				};
				Relationships: [
					{
						foreignKeyName: 'invoices_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'invoices_reseller_id_late_rate_id_fkey';
						columns: ['reseller_id', 'late_rate_id'];
						isOneToOne: false;
						referencedRelation: 'late_rates';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'invoices_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscription_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'invoices_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscriptions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			late_rates: {
				Row: {
					created_at: string;
					fine_bps: number;
					id: string;
					interest_bps: number;
					reseller_id: string;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					fine_bps: number;
					id?: string;
					interest_bps: number;
					reseller_id: string;
					version: number;
				};
				Update: {
					created_at?: string;
					fine_bps?: number;
					id?: string;
					interest_bps?: number;
					reseller_id?: string;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'late_rates_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			ledger_entries: {
				Row: {
					amount_cents: number;
					booked_on: string;
					client_id: string;
					created_at: string;
					credit: string;
					debit: string;
					id: number;
					invoice_id: string | null;
					payment_id: string | null;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					amount_cents: number;
					booked_on: string;
					client_id: string;
					created_at?: string;
					credit: string;
					debit: string;
					id?: never;
					invoice_id?: string | null;
					payment_id?: string | null;
					reseller_id: string;
				};
				Update: {
					amount_cents?: number;
					booked_on?: string;
					client_id?: string;
					created_at?: string;
					credit?: string;
					debit?: string;
					id?: never;
					invoice_id?: string | null;
					payment_id?: string | null;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'ledger_entries_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'ledger_entries_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'ledger_entries_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			membership_uses: {
				Row: {
					last_used_at: string;
					membership_id: string;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					last_used_at: string;
					membership_id: string;
					reseller_id: string;
				};
				Update: {
					last_used_at?: string;
					membership_id?: string;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'membership_uses_reseller_id_membership_id_fkey';
						columns: ['reseller_id', 'membership_id'];
						isOneToOne: true;
						referencedRelation: 'memberships';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			memberships: {
				Row: {
					client_id: string | null;
					created_at: string;
					id: string;
					level: number | null;
					name: string | null;
					person_id: string;
					reseller_id: string;
					role: string | null;
					sees_phones: boolean;
					status: string;
				};
				ComputedFields: never;
				Insert: {
					client_id?: string | null;
					created_at?: string;
					id?: string;
					level?: number | null;
					name?: string | null;
					person_id: string;
					reseller_id: string;
					role?: string | null;
					sees_phones?: boolean;
					status?: string;
				};
				Update: {
					client_id?: string | null;
					created_at?: string;
					id?: string;
					level?: number | null;
					name?: string | null;
					person_id?: string;
					reseller_id?: string;
					role?: string | null;
					sees_phones?: boolean;
					status?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'memberships_client';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'memberships_person_id_fkey';
						columns: ['person_id'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'memberships_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			onboardings: {
				Row: {
					client_id: string | null;
					completed_at: string | null;
					created_at: string;
					draft: NonNullable<Json>;
					id: string;
					invoice_id: string | null;
					reseller_id: string;
					started_by: string | null;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					client_id?: string | null;
					completed_at?: string | null;
					created_at?: string;
					draft?: NonNullable<Json>;
					id: string;
					invoice_id?: string | null;
					reseller_id: string;
					started_by?: string | null;
					updated_at?: string;
				};
				Update: {
					client_id?: string | null;
					completed_at?: string | null;
					created_at?: string;
					draft?: NonNullable<Json>;
					id?: string;
					invoice_id?: string | null;
					reseller_id?: string;
					started_by?: string | null;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'onboardings_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'onboardings_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'onboardings_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'onboardings_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'onboardings_started_by_fkey';
						columns: ['started_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					}
				];
			};
			payment_profiles: {
				Row: {
					account_id: string;
					brand: string | null;
					client_id: string;
					created_at: string;
					created_by: string | null;
					expires_month: number | null;
					expires_year: number | null;
					id: string;
					last_four: string | null;
					removed_at: string | null;
					reseller_id: string;
					token: string;
				};
				ComputedFields: never;
				Insert: {
					account_id: string;
					brand?: string | null;
					client_id: string;
					created_at?: string;
					created_by?: string | null;
					expires_month?: number | null;
					expires_year?: number | null;
					id?: string;
					last_four?: string | null;
					removed_at?: string | null;
					reseller_id: string;
					token: string;
				};
				Update: {
					account_id?: string;
					brand?: string | null;
					client_id?: string;
					created_at?: string;
					created_by?: string | null;
					expires_month?: number | null;
					expires_year?: number | null;
					id?: string;
					last_four?: string | null;
					removed_at?: string | null;
					reseller_id?: string;
					token?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'payment_profiles_created_by_fkey';
						columns: ['created_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'payment_profiles_reseller_id_account_id_fkey';
						columns: ['reseller_id', 'account_id'];
						isOneToOne: false;
						referencedRelation: 'gateway_accounts';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'payment_profiles_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			payments: {
				Row: {
					amount_cents: number;
					charges_cents: number;
					charges_waived: boolean;
					client_id: string;
					created_at: string;
					excess_cents: number;
					external_id: string | null;
					fine_added_cents: number;
					id: string;
					interest_added_cents: number;
					invoice_id: string;
					kind: string;
					late_from_before: string | null;
					method: string;
					paid_on: string;
					principal_cents: number;
					reason: string | null;
					received_on: string | null;
					recorded_by: string | null;
					refunded_cents: number;
					request_id: string;
					reseller_id: string;
					reversed_on: string | null;
					source: string;
					status: string;
				};
				ComputedFields: never;
				Insert: {
					amount_cents: number;
					charges_cents?: number;
					charges_waived?: boolean;
					client_id: string;
					created_at?: string;
					excess_cents?: number;
					external_id?: string | null;
					fine_added_cents?: number;
					id?: string;
					interest_added_cents?: number;
					invoice_id: string;
					kind?: string;
					late_from_before?: string | null;
					method: string;
					paid_on: string;
					principal_cents?: number;
					reason?: string | null;
					received_on?: string | null;
					recorded_by?: string | null;
					refunded_cents?: number;
					request_id: string;
					reseller_id: string;
					reversed_on?: string | null;
					source?: string;
					status?: string;
				};
				Update: {
					amount_cents?: number;
					charges_cents?: number;
					charges_waived?: boolean;
					client_id?: string;
					created_at?: string;
					excess_cents?: number;
					external_id?: string | null;
					fine_added_cents?: number;
					id?: string;
					interest_added_cents?: number;
					invoice_id?: string;
					kind?: string;
					late_from_before?: string | null;
					method?: string;
					paid_on?: string;
					principal_cents?: number;
					reason?: string | null;
					received_on?: string | null;
					recorded_by?: string | null;
					refunded_cents?: number;
					request_id?: string;
					reseller_id?: string;
					reversed_on?: string | null;
					source?: string;
					status?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'payments_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'payments_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'payments_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'payments_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			people: {
				Row: {
					created_at: string;
					email: string;
					first_code_passed_at: string | null;
					id: string;
					name: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					email: string;
					first_code_passed_at?: string | null;
					id: string;
					name: string;
				};
				Update: {
					created_at?: string;
					email?: string;
					first_code_passed_at?: string | null;
					id?: string;
					name?: string;
				};
				Relationships: [];
			};
			plan_agreements: {
				Row: {
					body: string | null;
					created_at: string;
					plan_id: string;
					reseller_id: string;
					sha256: string;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					body?: string | null;
					created_at?: string;
					plan_id: string;
					reseller_id: string;
					sha256: string;
					version: number;
				};
				Update: {
					body?: string | null;
					created_at?: string;
					plan_id?: string;
					reseller_id?: string;
					sha256?: string;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'plan_agreements_reseller_id_plan_id_fkey';
						columns: ['reseller_id', 'plan_id'];
						isOneToOne: false;
						referencedRelation: 'plan_catalog';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_agreements_reseller_id_plan_id_fkey';
						columns: ['reseller_id', 'plan_id'];
						isOneToOne: false;
						referencedRelation: 'plans';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			plan_categories: {
				Row: {
					id: string;
					name: string;
					pass_through_cents: number;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					id?: string;
					name: string;
					pass_through_cents?: number;
					reseller_id: string;
				};
				Update: {
					id?: string;
					name?: string;
					pass_through_cents?: number;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'plan_categories_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			plan_sign_ups: {
				Row: {
					address: string | null;
					agreed_at: string;
					agreement_sha256: string | null;
					agreement_version: number | null;
					client_id: string;
					created_at: string;
					digest: string;
					duplicate_of: string | null;
					email: string;
					expired_on: string | null;
					id: string;
					interval_months: number;
					invoice_id: string | null;
					locale: string;
					period_cents: number;
					plan_id: string;
					plan_version_id: string;
					reseller_id: string;
					seen_address: string | null;
					subscription_id: string;
				};
				ComputedFields: never;
				Insert: {
					address?: string | null;
					agreed_at?: string;
					agreement_sha256?: string | null;
					agreement_version?: number | null;
					client_id: string;
					created_at?: string;
					digest: string;
					duplicate_of?: string | null;
					email: string;
					expired_on?: string | null;
					id: string;
					interval_months: number;
					invoice_id?: string | null;
					locale?: string;
					period_cents: number;
					plan_id: string;
					plan_version_id: string;
					reseller_id: string;
					seen_address?: string | null;
					subscription_id: string;
				};
				Update: {
					address?: string | null;
					agreed_at?: string;
					agreement_sha256?: string | null;
					agreement_version?: number | null;
					client_id?: string;
					created_at?: string;
					digest?: string;
					duplicate_of?: string | null;
					email?: string;
					expired_on?: string | null;
					id?: string;
					interval_months?: number;
					invoice_id?: string | null;
					locale?: string;
					period_cents?: number;
					plan_id?: string;
					plan_version_id?: string;
					reseller_id?: string;
					seen_address?: string | null;
					subscription_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_duplicate_of_fkey';
						columns: ['reseller_id', 'duplicate_of'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_plan_id_agreement_version_fkey';
						columns: ['reseller_id', 'plan_id', 'agreement_version'];
						isOneToOne: false;
						referencedRelation: 'plan_agreements';
						referencedColumns: ['reseller_id', 'plan_id', 'version'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_plan_id_fkey';
						columns: ['reseller_id', 'plan_id'];
						isOneToOne: false;
						referencedRelation: 'plan_catalog';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_plan_id_fkey';
						columns: ['reseller_id', 'plan_id'];
						isOneToOne: false;
						referencedRelation: 'plans';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_plan_version_id_fkey';
						columns: ['reseller_id', 'plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_usage';
						referencedColumns: ['reseller_id', 'version_id'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_plan_version_id_fkey';
						columns: ['reseller_id', 'plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_versions';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscription_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_sign_ups_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscriptions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			plan_versions: {
				Row: {
					created_at: string;
					cycles_limit: number | null;
					grace_days: number;
					id: string;
					interval_prices: NonNullable<Json>;
					intervals: number[];
					monthly_price_cents: number;
					overage_cap: number | null;
					overage_price_cents: number | null;
					pack_price_cents: number | null;
					pack_sessions: number | null;
					pass_through_cents: number;
					plan_id: string;
					request_id: string | null;
					reseller_id: string;
					session_overage: string;
					session_quota: number | null;
					trial_days: number;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					cycles_limit?: number | null;
					grace_days?: number;
					id?: string;
					interval_prices?: NonNullable<Json>;
					intervals?: number[];
					monthly_price_cents: number;
					overage_cap?: number | null;
					overage_price_cents?: number | null;
					pack_price_cents?: number | null;
					pack_sessions?: number | null;
					pass_through_cents?: number;
					plan_id: string;
					request_id?: string | null;
					reseller_id: string;
					session_overage?: string;
					session_quota?: number | null;
					trial_days?: number;
					version?: number;
				};
				Update: {
					created_at?: string;
					cycles_limit?: number | null;
					grace_days?: number;
					id?: string;
					interval_prices?: NonNullable<Json>;
					intervals?: number[];
					monthly_price_cents?: number;
					overage_cap?: number | null;
					overage_price_cents?: number | null;
					pack_price_cents?: number | null;
					pack_sessions?: number | null;
					pass_through_cents?: number;
					plan_id?: string;
					request_id?: string | null;
					reseller_id?: string;
					session_overage?: string;
					session_quota?: number | null;
					trial_days?: number;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'plan_versions_reseller_id_plan_id_fkey';
						columns: ['reseller_id', 'plan_id'];
						isOneToOne: false;
						referencedRelation: 'plan_catalog';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_versions_reseller_id_plan_id_fkey';
						columns: ['reseller_id', 'plan_id'];
						isOneToOne: false;
						referencedRelation: 'plans';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			plans: {
				Row: {
					category_id: string | null;
					created_at: string;
					description: string | null;
					id: string;
					is_active: boolean;
					is_private: boolean;
					is_published: boolean;
					name: string;
					public_code: string | null;
					request_id: string | null;
					reseller_id: string;
					updated_at: string;
				};
				ComputedFields: never;
				Insert: {
					category_id?: string | null;
					created_at?: string;
					description?: string | null;
					id?: string;
					is_active?: boolean;
					is_private?: boolean;
					is_published?: boolean;
					name: string;
					public_code?: string | null;
					request_id?: string | null;
					reseller_id: string;
					updated_at?: string;
				};
				Update: {
					category_id?: string | null;
					created_at?: string;
					description?: string | null;
					id?: string;
					is_active?: boolean;
					is_private?: boolean;
					is_published?: boolean;
					name?: string;
					public_code?: string | null;
					request_id?: string | null;
					reseller_id?: string;
					updated_at?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'plans_reseller_id_category_id_fkey';
						columns: ['reseller_id', 'category_id'];
						isOneToOne: false;
						referencedRelation: 'plan_categories';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plans_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			refunds: {
				Row: {
					amount_cents: number;
					client_id: string;
					created_at: string;
					id: string;
					payment_id: string;
					reason: string | null;
					recorded_by: string | null;
					refunded_on: string;
					request_id: string;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					amount_cents: number;
					client_id: string;
					created_at?: string;
					id?: string;
					payment_id: string;
					reason?: string | null;
					recorded_by?: string | null;
					refunded_on: string;
					request_id: string;
					reseller_id: string;
				};
				Update: {
					amount_cents?: number;
					client_id?: string;
					created_at?: string;
					id?: string;
					payment_id?: string;
					reason?: string | null;
					recorded_by?: string | null;
					refunded_on?: string;
					request_id?: string;
					reseller_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'refunds_recorded_by_fkey';
						columns: ['recorded_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'refunds_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'refunds_reseller_id_payment_id_fkey';
						columns: ['reseller_id', 'payment_id'];
						isOneToOne: false;
						referencedRelation: 'payments';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			reseller_brands: {
				Row: {
					display_name: string;
					logo: string | null;
					primary_color: string;
					reply_to: string | null;
					reseller_id: string;
					sender_name: string;
				};
				ComputedFields: never;
				Insert: {
					display_name: string;
					logo?: string | null;
					primary_color?: string;
					reply_to?: string | null;
					reseller_id: string;
					sender_name: string;
				};
				Update: {
					display_name?: string;
					logo?: string | null;
					primary_color?: string;
					reply_to?: string | null;
					reseller_id?: string;
					sender_name?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'reseller_brands_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: true;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			resellers: {
				Row: {
					created_at: string;
					document: string | null;
					id: string;
					legal_name: string | null;
					name: string;
					slug: string;
					test_clock_on: string | null;
					test_clock_target_on: string | null;
					time_zone: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					document?: string | null;
					id?: string;
					legal_name?: string | null;
					name: string;
					slug: string;
					test_clock_on?: string | null;
					test_clock_target_on?: string | null;
					time_zone?: string;
				};
				Update: {
					created_at?: string;
					document?: string | null;
					id?: string;
					legal_name?: string | null;
					name?: string;
					slug?: string;
					test_clock_on?: string | null;
					test_clock_target_on?: string | null;
					time_zone?: string;
				};
				Relationships: [];
			};
			session_days: {
				Row: {
					client_id: string;
					on_date: string;
					reseller_id: string;
					used: number;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					on_date: string;
					reseller_id: string;
					used: number;
				};
				Update: {
					client_id?: string;
					on_date?: string;
					reseller_id?: string;
					used?: number;
				};
				Relationships: [];
			};
			session_entries: {
				Row: {
					client_id: string;
					event_key: string;
					extras: number;
					id: number;
					kind: string;
					occurred_at: string;
					overage: number;
					part: number;
					period_starts_on: string | null;
					quota: number;
					reason: string | null;
					recorded_at: string;
					recorded_by: string | null;
					request_id: string | null;
					reseller_id: string;
					subscription_id: string | null;
					unmetered: number;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					event_key: string;
					extras?: number;
					id?: never;
					kind: string;
					occurred_at: string;
					overage?: number;
					part?: number;
					period_starts_on?: string | null;
					quota?: number;
					reason?: string | null;
					recorded_at?: string;
					recorded_by?: string | null;
					request_id?: string | null;
					reseller_id: string;
					subscription_id?: string | null;
					unmetered?: number;
				};
				Update: {
					client_id?: string;
					event_key?: string;
					extras?: number;
					id?: never;
					kind?: string;
					occurred_at?: string;
					overage?: number;
					part?: number;
					period_starts_on?: string | null;
					quota?: number;
					reason?: string | null;
					recorded_at?: string;
					recorded_by?: string | null;
					request_id?: string | null;
					reseller_id?: string;
					subscription_id?: string | null;
					unmetered?: number;
				};
				Relationships: [];
			};
			session_hours: {
				Row: {
					client_id: string;
					hour: string;
					reseller_id: string;
					used: number;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					hour: string;
					reseller_id: string;
					used: number;
				};
				Update: {
					client_id?: string;
					hour?: string;
					reseller_id?: string;
					used?: number;
				};
				Relationships: [];
			};
			session_meters: {
				Row: {
					client_id: string;
					extras_left: number;
					is_metered: boolean;
					overage: number;
					policy_subscription_id: string | null;
					quota_left: number;
					reseller_id: string;
					rolls_on: string | null;
					stops_until: string | null;
					unlimited: string[];
					unlimited_until: string | null;
					unsummarised_since: string | null;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					extras_left?: number;
					is_metered?: boolean;
					overage?: number;
					policy_subscription_id?: string | null;
					quota_left?: number;
					reseller_id: string;
					rolls_on?: string | null;
					stops_until?: string | null;
					unlimited?: string[];
					unlimited_until?: string | null;
					unsummarised_since?: string | null;
					version?: number;
				};
				Update: {
					client_id?: string;
					extras_left?: number;
					is_metered?: boolean;
					overage?: number;
					policy_subscription_id?: string | null;
					quota_left?: number;
					reseller_id?: string;
					rolls_on?: string | null;
					stops_until?: string | null;
					unlimited?: string[];
					unlimited_until?: string | null;
					unsummarised_since?: string | null;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'session_meters_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: true;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			session_packs: {
				Row: {
					created_at: string;
					id: string;
					in_portal: boolean;
					is_active: boolean;
					name: string;
					place: number;
					price_cents: number;
					reseller_id: string;
					sessions: number;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					id?: string;
					in_portal?: boolean;
					is_active?: boolean;
					name: string;
					place?: number;
					price_cents: number;
					reseller_id: string;
					sessions: number;
					version?: number;
				};
				Update: {
					created_at?: string;
					id?: string;
					in_portal?: boolean;
					is_active?: boolean;
					name?: string;
					place?: number;
					price_cents?: number;
					reseller_id?: string;
					sessions?: number;
					version?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'session_packs_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			session_purchases: {
				Row: {
					bought_by: string | null;
					by_client: boolean;
					client_id: string;
					created_at: string;
					granted_at: string | null;
					granting: string;
					id: string;
					invoice_id: string | null;
					moves: number;
					pack_id: string | null;
					pack_name: string;
					pack_price_cents: number;
					pack_sessions: number;
					packs: number;
					plan_version_id: string | null;
					request_id: string;
					reseller_id: string;
					sessions: number;
					state: string;
					taken_back: number;
					total_cents: number;
				};
				ComputedFields: never;
				Insert: {
					bought_by?: string | null;
					by_client: boolean;
					client_id: string;
					created_at?: string;
					granted_at?: string | null;
					granting: string;
					id?: string;
					invoice_id?: string | null;
					moves?: number;
					pack_id?: string | null;
					pack_name: string;
					pack_price_cents: number;
					pack_sessions: number;
					packs: number;
					plan_version_id?: string | null;
					request_id: string;
					reseller_id: string;
					sessions?: never;
					state?: string;
					taken_back?: number;
					total_cents?: never;
				};
				Update: {
					bought_by?: string | null;
					by_client?: boolean;
					client_id?: string;
					created_at?: string;
					granted_at?: string | null;
					granting?: string;
					id?: string;
					invoice_id?: string | null;
					moves?: number;
					pack_id?: string | null;
					pack_name?: string;
					pack_price_cents?: number;
					pack_sessions?: number;
					packs?: number;
					plan_version_id?: string | null;
					request_id?: string;
					reseller_id?: string;
					sessions?: never;
					state?: string;
					taken_back?: number;
					total_cents?: never;
				};
				Relationships: [
					{
						foreignKeyName: 'session_purchases_bought_by_fkey';
						columns: ['bought_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'session_purchases_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'session_purchases_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: true;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'session_purchases_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: true;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'session_purchases_reseller_id_pack_id_fkey';
						columns: ['reseller_id', 'pack_id'];
						isOneToOne: false;
						referencedRelation: 'session_packs';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'session_purchases_reseller_id_plan_version_id_fkey';
						columns: ['reseller_id', 'plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_usage';
						referencedColumns: ['reseller_id', 'version_id'];
					},
					{
						foreignKeyName: 'session_purchases_reseller_id_plan_version_id_fkey';
						columns: ['reseller_id', 'plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_versions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			session_quotas: {
				Row: {
					alerted: number;
					client_id: string;
					closed_at: string | null;
					counts_from: string | null;
					ends_on: string;
					entitled: number;
					expired: number;
					granted: number;
					is_unbilled: boolean;
					moves: number;
					overage: number;
					overage_billed: number;
					overage_cap: number | null;
					overage_price_cents: number | null;
					plan_version_id: string;
					quota_left: number;
					reseller_id: string;
					session_overage: string;
					starts_on: string;
					subscription_id: string;
				};
				ComputedFields: never;
				Insert: {
					alerted?: number;
					client_id: string;
					closed_at?: string | null;
					counts_from?: string | null;
					ends_on: string;
					entitled: number;
					expired?: number;
					granted: number;
					is_unbilled?: boolean;
					moves?: number;
					overage?: number;
					overage_billed?: number;
					overage_cap?: number | null;
					overage_price_cents?: number | null;
					plan_version_id: string;
					quota_left: number;
					reseller_id: string;
					session_overage: string;
					starts_on: string;
					subscription_id: string;
				};
				Update: {
					alerted?: number;
					client_id?: string;
					closed_at?: string | null;
					counts_from?: string | null;
					ends_on?: string;
					entitled?: number;
					expired?: number;
					granted?: number;
					is_unbilled?: boolean;
					moves?: number;
					overage?: number;
					overage_billed?: number;
					overage_cap?: number | null;
					overage_price_cents?: number | null;
					plan_version_id?: string;
					quota_left?: number;
					reseller_id?: string;
					session_overage?: string;
					starts_on?: string;
					subscription_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'session_quotas_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'session_meters';
						referencedColumns: ['reseller_id', 'client_id'];
					},
					{
						foreignKeyName: 'session_quotas_reseller_id_plan_version_id_fkey';
						columns: ['reseller_id', 'plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_usage';
						referencedColumns: ['reseller_id', 'version_id'];
					},
					{
						foreignKeyName: 'session_quotas_reseller_id_plan_version_id_fkey';
						columns: ['reseller_id', 'plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_versions';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'session_quotas_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscription_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'session_quotas_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscriptions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			session_settings: {
				Row: {
					reseller_id: string;
					tells_clients: boolean;
					tells_staff: boolean;
					usage_window_hours: number;
				};
				ComputedFields: never;
				Insert: {
					reseller_id: string;
					tells_clients?: boolean;
					tells_staff?: boolean;
					usage_window_hours?: number;
				};
				Update: {
					reseller_id?: string;
					tells_clients?: boolean;
					tells_staff?: boolean;
					usage_window_hours?: number;
				};
				Relationships: [
					{
						foreignKeyName: 'session_settings_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: true;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			subscription_adjustments: {
				Row: {
					amount_cents: number | null;
					client_id: string;
					created_at: string;
					cycles_left: number | null;
					description: string;
					ended_at: string | null;
					id: string;
					kind: string;
					percent_bps: number | null;
					request_id: string;
					reseller_id: string;
					subscription_id: string;
					used_by: string[];
				};
				ComputedFields: never;
				Insert: {
					amount_cents?: number | null;
					client_id: string;
					created_at?: string;
					cycles_left?: number | null;
					description?: string;
					ended_at?: string | null;
					id?: string;
					kind: string;
					percent_bps?: number | null;
					request_id: string;
					reseller_id: string;
					subscription_id: string;
					used_by?: string[];
				};
				Update: {
					amount_cents?: number | null;
					client_id?: string;
					created_at?: string;
					cycles_left?: number | null;
					description?: string;
					ended_at?: string | null;
					id?: string;
					kind?: string;
					percent_bps?: number | null;
					request_id?: string;
					reseller_id?: string;
					subscription_id?: string;
					used_by?: string[];
				};
				Relationships: [
					{
						foreignKeyName: 'subscription_adjustments_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_adjustments_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscription_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_adjustments_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscriptions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			subscription_blocks: {
				Row: {
					block_days: number;
					blocked_on: string;
					client_id: string;
					created_at: string;
					due_on: string;
					id: string;
					invoice_id: string;
					lifted_on: string | null;
					lifted_reason: string | null;
					notified_on: string;
					reseller_id: string;
					subscription_id: string;
					suspended_on: string;
				};
				ComputedFields: never;
				Insert: {
					block_days: number;
					blocked_on: string;
					client_id: string;
					created_at?: string;
					due_on: string;
					id?: string;
					invoice_id: string;
					lifted_on?: string | null;
					lifted_reason?: string | null;
					notified_on: string;
					reseller_id: string;
					subscription_id: string;
					suspended_on: string;
				};
				Update: {
					block_days?: number;
					blocked_on?: string;
					client_id?: string;
					created_at?: string;
					due_on?: string;
					id?: string;
					invoice_id?: string;
					lifted_on?: string | null;
					lifted_reason?: string | null;
					notified_on?: string;
					reseller_id?: string;
					subscription_id?: string;
					suspended_on?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'subscription_blocks_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_blocks_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_blocks_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_blocks_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscription_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_blocks_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscriptions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			subscription_changes: {
				Row: {
					billed: Json | null;
					billed_until: string | null;
					client_id: string;
					created_at: string;
					credit_entry_id: string | null;
					details: NonNullable<Json>;
					effective_on: string;
					id: string;
					invoice_id: string | null;
					kind: string;
					request_id: string;
					requested_by: string | null;
					reseller_id: string;
					settled_at: string | null;
					state: string;
					subscription_id: string;
				};
				ComputedFields: never;
				Insert: {
					billed?: Json | null;
					billed_until?: string | null;
					client_id: string;
					created_at?: string;
					credit_entry_id?: string | null;
					details?: NonNullable<Json>;
					effective_on: string;
					id?: string;
					invoice_id?: string | null;
					kind: string;
					request_id: string;
					requested_by?: string | null;
					reseller_id: string;
					settled_at?: string | null;
					state: string;
					subscription_id: string;
				};
				Update: {
					billed?: Json | null;
					billed_until?: string | null;
					client_id?: string;
					created_at?: string;
					credit_entry_id?: string | null;
					details?: NonNullable<Json>;
					effective_on?: string;
					id?: string;
					invoice_id?: string | null;
					kind?: string;
					request_id?: string;
					requested_by?: string | null;
					reseller_id?: string;
					settled_at?: string | null;
					state?: string;
					subscription_id?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'subscription_changes_requested_by_fkey';
						columns: ['requested_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'subscription_changes_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_changes_reseller_id_credit_entry_id_fkey';
						columns: ['reseller_id', 'credit_entry_id'];
						isOneToOne: false;
						referencedRelation: 'credit_entries';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_changes_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_changes_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_changes_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscription_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscription_changes_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscriptions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			subscriptions: {
				Row: {
					activated_at: string | null;
					activation: string;
					cancels_on: string | null;
					client_id: string;
					contract_total_cents: number | null;
					created_at: string;
					cycles_billed: number;
					cycles_limit: number | null;
					due_day: number;
					ended_on: string | null;
					id: string;
					instalments: number | null;
					interval_months: number;
					method: string | null;
					monthly_cents: number;
					next_interval_months: number | null;
					next_period_ends_on: string | null;
					next_period_on: string;
					next_plan_version_id: string | null;
					paused_on: string | null;
					period_day: number;
					plan_version_id: string;
					request_id: string | null;
					reseller_id: string;
					started_on: string;
					status: string;
					trial_ends_on: string | null;
				};
				ComputedFields: never;
				Insert: {
					activated_at?: string | null;
					activation?: string;
					cancels_on?: string | null;
					client_id: string;
					contract_total_cents?: number | null;
					created_at?: string;
					cycles_billed?: number;
					cycles_limit?: number | null;
					due_day: number;
					ended_on?: string | null;
					id?: string;
					instalments?: number | null;
					interval_months: number;
					method?: string | null;
					monthly_cents?: number;
					next_interval_months?: number | null;
					next_period_ends_on?: string | null;
					next_period_on: string;
					next_plan_version_id?: string | null;
					paused_on?: string | null;
					period_day?: number;
					plan_version_id: string;
					request_id?: string | null;
					reseller_id: string;
					started_on: string;
					status?: string;
					trial_ends_on?: string | null;
				};
				Update: {
					activated_at?: string | null;
					activation?: string;
					cancels_on?: string | null;
					client_id?: string;
					contract_total_cents?: number | null;
					created_at?: string;
					cycles_billed?: number;
					cycles_limit?: number | null;
					due_day?: number;
					ended_on?: string | null;
					id?: string;
					instalments?: number | null;
					interval_months?: number;
					method?: string | null;
					monthly_cents?: number;
					next_interval_months?: number | null;
					next_period_ends_on?: string | null;
					next_period_on?: string;
					next_plan_version_id?: string | null;
					paused_on?: string | null;
					period_day?: number;
					plan_version_id?: string;
					request_id?: string | null;
					reseller_id?: string;
					started_on?: string;
					status?: string;
					trial_ends_on?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'subscriptions_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscriptions_reseller_id_next_plan_version_id_fkey';
						columns: ['reseller_id', 'next_plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_usage';
						referencedColumns: ['reseller_id', 'version_id'];
					},
					{
						foreignKeyName: 'subscriptions_reseller_id_next_plan_version_id_fkey';
						columns: ['reseller_id', 'next_plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_versions';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscriptions_reseller_id_plan_version_id_fkey';
						columns: ['reseller_id', 'plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_usage';
						referencedColumns: ['reseller_id', 'version_id'];
					},
					{
						foreignKeyName: 'subscriptions_reseller_id_plan_version_id_fkey';
						columns: ['reseller_id', 'plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_versions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			suspensions: {
				Row: {
					client_id: string;
					id: string;
					lifted_at: string | null;
					lifted_by: string | null;
					note: string | null;
					reason: string;
					reseller_id: string;
					started_at: string;
					started_by: string | null;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					id?: string;
					lifted_at?: string | null;
					lifted_by?: string | null;
					note?: string | null;
					reason: string;
					reseller_id: string;
					started_at?: string;
					started_by?: string | null;
				};
				Update: {
					client_id?: string;
					id?: string;
					lifted_at?: string | null;
					lifted_by?: string | null;
					note?: string | null;
					reason?: string;
					reseller_id?: string;
					started_at?: string;
					started_by?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'suspensions_lifted_by_fkey';
						columns: ['lifted_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'suspensions_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'suspensions_started_by_fkey';
						columns: ['started_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					}
				];
			};
			trust_releases: {
				Row: {
					client_id: string;
					created_at: string;
					ended_on: string | null;
					granted_by: string | null;
					granted_on: string;
					id: string;
					invoice_id: string;
					reason: string | null;
					request_id: string;
					reseller_id: string;
					self_service: boolean;
					state: string;
					until_on: string;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					created_at?: string;
					ended_on?: string | null;
					granted_by?: string | null;
					granted_on: string;
					id?: string;
					invoice_id: string;
					reason?: string | null;
					request_id: string;
					reseller_id: string;
					self_service: boolean;
					state?: string;
					until_on: string;
				};
				Update: {
					client_id?: string;
					created_at?: string;
					ended_on?: string | null;
					granted_by?: string | null;
					granted_on?: string;
					id?: string;
					invoice_id?: string;
					reason?: string | null;
					request_id?: string;
					reseller_id?: string;
					self_service?: boolean;
					state?: string;
					until_on?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'trust_releases_granted_by_fkey';
						columns: ['granted_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'trust_releases_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'trust_releases_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'trust_releases_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: false;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			void_reasons: {
				Row: {
					client_id: string;
					invoice_id: string;
					reseller_id: string;
					void_reason: string;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					invoice_id: string;
					reseller_id: string;
					void_reason: string;
				};
				Update: {
					client_id?: string;
					invoice_id?: string;
					reseller_id?: string;
					void_reason?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'void_reasons_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'void_reasons_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: true;
						referencedRelation: 'invoice_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'void_reasons_reseller_id_invoice_id_fkey';
						columns: ['reseller_id', 'invoice_id'];
						isOneToOne: true;
						referencedRelation: 'invoices';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			webhook_attempts: {
				Row: {
					attempted_at: string;
					delivery_id: string;
					duration_ms: number;
					error: string | null;
					id: number;
					number: number;
					request_headers: NonNullable<Json>;
					reseller_id: string;
					response_body: string | null;
					response_headers: NonNullable<Json>;
					status: number | null;
				};
				ComputedFields: never;
				Insert: {
					attempted_at: string;
					delivery_id: string;
					duration_ms: number;
					error?: string | null;
					id?: never;
					number: number;
					request_headers?: NonNullable<Json>;
					reseller_id: string;
					response_body?: string | null;
					response_headers?: NonNullable<Json>;
					status?: number | null;
				};
				Update: {
					attempted_at?: string;
					delivery_id?: string;
					duration_ms?: number;
					error?: string | null;
					id?: never;
					number?: number;
					request_headers?: NonNullable<Json>;
					reseller_id?: string;
					response_body?: string | null;
					response_headers?: NonNullable<Json>;
					status?: number | null;
				};
				Relationships: [
					{
						foreignKeyName: 'webhook_attempts_reseller_id_delivery_id_fkey';
						columns: ['reseller_id', 'delivery_id'];
						isOneToOne: false;
						referencedRelation: 'webhook_deliveries';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			webhook_deliveries: {
				Row: {
					attempted_at: string | null;
					attempts: number;
					created_at: string;
					endpoint_id: string;
					error: string | null;
					id: string;
					message_id: string;
					next_attempt_at: string | null;
					parked_because: string | null;
					reseller_id: string;
					state: string;
					status: number | null;
				};
				ComputedFields: never;
				Insert: {
					attempted_at?: string | null;
					attempts?: number;
					created_at?: string;
					endpoint_id: string;
					error?: string | null;
					id?: string;
					message_id: string;
					next_attempt_at?: string | null;
					parked_because?: string | null;
					reseller_id: string;
					state?: string;
					status?: number | null;
				};
				Update: {
					attempted_at?: string | null;
					attempts?: number;
					created_at?: string;
					endpoint_id?: string;
					error?: string | null;
					id?: string;
					message_id?: string;
					next_attempt_at?: string | null;
					parked_because?: string | null;
					reseller_id?: string;
					state?: string;
					status?: number | null;
				};
				Relationships: [
					{
						foreignKeyName: 'webhook_deliveries_reseller_id_endpoint_id_fkey';
						columns: ['reseller_id', 'endpoint_id'];
						isOneToOne: false;
						referencedRelation: 'webhook_endpoints';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'webhook_deliveries_reseller_id_message_id_fkey';
						columns: ['reseller_id', 'message_id'];
						isOneToOne: false;
						referencedRelation: 'webhook_messages';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			webhook_endpoints: {
				Row: {
					created_at: string;
					created_by: string | null;
					description: string;
					event_types: string[];
					failing_since: string | null;
					id: string;
					is_active: boolean;
					reseller_id: string;
					rotation_ends_at: string | null;
					rotations: number;
					stopped_at: string | null;
					stopped_because: string | null;
					url: string;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					created_by?: string | null;
					description?: string;
					event_types: string[];
					failing_since?: string | null;
					id?: string;
					is_active?: boolean;
					reseller_id: string;
					rotation_ends_at?: string | null;
					rotations?: number;
					stopped_at?: string | null;
					stopped_because?: string | null;
					url: string;
				};
				Update: {
					created_at?: string;
					created_by?: string | null;
					description?: string;
					event_types?: string[];
					failing_since?: string | null;
					id?: string;
					is_active?: boolean;
					reseller_id?: string;
					rotation_ends_at?: string | null;
					rotations?: number;
					stopped_at?: string | null;
					stopped_because?: string | null;
					url?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'webhook_endpoints_created_by_fkey';
						columns: ['created_by'];
						isOneToOne: false;
						referencedRelation: 'people';
						referencedColumns: ['id'];
					},
					{
						foreignKeyName: 'webhook_endpoints_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			webhook_messages: {
				Row: {
					client_id: string | null;
					created_at: string;
					data: NonNullable<Json>;
					id: string;
					key: string;
					reseller_id: string;
					type: string;
				};
				ComputedFields: never;
				Insert: {
					client_id?: string | null;
					created_at?: string;
					data: NonNullable<Json>;
					id?: string;
					key: string;
					reseller_id: string;
					type: string;
				};
				Update: {
					client_id?: string | null;
					created_at?: string;
					data?: NonNullable<Json>;
					id?: string;
					key?: string;
					reseller_id?: string;
					type?: string;
				};
				Relationships: [
					{
						foreignKeyName: 'webhook_messages_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'webhook_messages_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
		};
		Views: {
			client_list: {
				Row: {
					anonymised: boolean | null;
					archived_at: string | null;
					city: string | null;
					collection: string;
					created_at: string;
					document: string | null;
					due_on: string | null;
					email: string | null;
					id: string;
					is_delinquent: boolean | null;
					is_suspended: boolean;
					last_paid_on: string | null;
					name: string;
					number: number;
					payer: string;
					payment_status: string | null;
					person_type: string;
					phone_hint: string | null;
					plan_id: string | null;
					plan_name: string | null;
					reseller_id: string;
					sessions_left: number | null;
					state: string | null;
					status: string;
					trade_name: string | null;
				};
				ComputedFields: never;
				Insert: {
					anonymised?: never;
					archived_at?: string | null;
					city?: string | null;
					collection?: string | null;
					created_at?: string | null;
					document?: string | null;
					due_on?: string | null;
					email?: string | null;
					id?: string | null;
					is_delinquent?: never;
					is_suspended?: boolean | null;
					last_paid_on?: string | null;
					name?: string | null;
					number?: number | null;
					payer?: string | null;
					payment_status?: never;
					person_type?: string | null;
					phone_hint?: string | null;
					plan_id?: string | null;
					plan_name?: string | null;
					reseller_id?: string | null;
					sessions_left?: number | null;
					state?: string | null;
					status?: string | null;
					trade_name?: string | null;
				};
				Update: {
					anonymised?: never;
					archived_at?: string | null;
					city?: string | null;
					collection?: string | null;
					created_at?: string | null;
					document?: string | null;
					due_on?: string | null;
					email?: string | null;
					id?: string | null;
					is_delinquent?: never;
					is_suspended?: boolean | null;
					last_paid_on?: string | null;
					name?: string | null;
					number?: number | null;
					payer?: string | null;
					payment_status?: never;
					person_type?: string | null;
					phone_hint?: string | null;
					plan_id?: string | null;
					plan_name?: string | null;
					reseller_id?: string | null;
					sessions_left?: number | null;
					state?: string | null;
					status?: string | null;
					trade_name?: string | null;
				};
				Relationships: [
					{
						foreignKeyName: 'client_summaries_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'id'];
						isOneToOne: true;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			invoice_list: {
				Row: {
					charges_cents: number | null;
					client_id: string;
					created_at: string;
					days_late: number | null;
					due_on: string;
					effective_due_on: string;
					fine_cents: number | null;
					id: string;
					interest_cents: number | null;
					issued_on: string;
					kind: string;
					method: string | null;
					notified_on: string | null;
					number: number;
					open_cents: number | null;
					paid_cents: number;
					payer: string;
					period_end: string | null;
					period_start: string | null;
					pix_txid: string | null;
					refunded_cents: number;
					reseller_id: string;
					status: string | null;
					subscription_id: string | null;
					total_cents: number;
					void_on: string | null;
					void_reason: string | null;
				};
				ComputedFields: never;
				Relationships: [
					{
						foreignKeyName: 'invoices_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'invoices_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscription_list';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'invoices_reseller_id_subscription_id_fkey';
						columns: ['reseller_id', 'subscription_id'];
						isOneToOne: false;
						referencedRelation: 'subscriptions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			plan_catalog: {
				Row: {
					category_id: string | null;
					category_name: string | null;
					created_at: string;
					cycles_limit: number | null;
					description: string | null;
					grace_days: number;
					id: string;
					interval_prices: NonNullable<Json>;
					intervals: number[];
					is_active: boolean;
					is_private: boolean;
					is_published: boolean;
					monthly_price_cents: number;
					name: string;
					overage_cap: number | null;
					overage_price_cents: number | null;
					pack_price_cents: number | null;
					pack_sessions: number | null;
					pass_through_cents: number;
					public_code: string | null;
					reseller_id: string;
					session_overage: string;
					session_quota: number | null;
					trial_days: number;
					version: number;
					version_id: string;
				};
				ComputedFields: never;
				Relationships: [
					{
						foreignKeyName: 'plans_reseller_id_category_id_fkey';
						columns: ['reseller_id', 'category_id'];
						isOneToOne: false;
						referencedRelation: 'plan_categories';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plans_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			plan_usage: {
				Row: {
					plan_id: string;
					reseller_id: string;
					running: number | null;
					version: number;
					version_id: string;
				};
				ComputedFields: never;
				Relationships: [
					{
						foreignKeyName: 'plan_versions_reseller_id_plan_id_fkey';
						columns: ['reseller_id', 'plan_id'];
						isOneToOne: false;
						referencedRelation: 'plan_catalog';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'plan_versions_reseller_id_plan_id_fkey';
						columns: ['reseller_id', 'plan_id'];
						isOneToOne: false;
						referencedRelation: 'plans';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			subscription_list: {
				Row: {
					activated_at: string | null;
					activation: string;
					added_cents: number | null;
					cancels_on: string | null;
					client_id: string;
					contract_total_cents: number | null;
					created_at: string;
					cycles_billed: number;
					cycles_limit: number | null;
					discount_cents: number | null;
					due_day: number;
					ended_on: string | null;
					id: string;
					instalments: number | null;
					interval_months: number;
					method: string | null;
					monthly_cents: number;
					next_interval_months: number | null;
					next_period_ends_on: string | null;
					next_period_on: string;
					next_plan_name: string | null;
					next_plan_version_id: string | null;
					next_total_cents: number | null;
					pass_through_cents: number | null;
					paused_on: string | null;
					period_cents: number | null;
					plan_id: string;
					plan_name: string;
					plan_version: number;
					price_cents: number | null;
					reseller_id: string;
					session_quota: number | null;
					started_on: string;
					status: string;
					surcharge_cents: number | null;
					taken_cents: number | null;
					trial_ends_on: string | null;
				};
				ComputedFields: never;
				Relationships: [
					{
						foreignKeyName: 'subscriptions_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
						referencedColumns: ['reseller_id', 'id'];
					},
					{
						foreignKeyName: 'subscriptions_reseller_id_next_plan_version_id_fkey';
						columns: ['reseller_id', 'next_plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_usage';
						referencedColumns: ['reseller_id', 'version_id'];
					},
					{
						foreignKeyName: 'subscriptions_reseller_id_next_plan_version_id_fkey';
						columns: ['reseller_id', 'next_plan_version_id'];
						isOneToOne: false;
						referencedRelation: 'plan_versions';
						referencedColumns: ['reseller_id', 'id'];
					}
				];
			};
			user_list: {
				Row: {
					client_id: string | null;
					created_at: string | null;
					email: string | null;
					expires_at: string | null;
					id: string | null;
					kind: string | null;
					last_used_at: string | null;
					level: number | null;
					name: string | null;
					person_id: string | null;
					reseller_id: string | null;
					role: string | null;
					sees_phones: boolean | null;
					sent_at: string | null;
					status: string | null;
				};
				ComputedFields: never;
				Relationships: [];
			};
		};
		Functions: {
			accept_invitation: { Args: { token: string }; Returns: Json };
			accept_invitation_for: { Args: { person_id: string; token: string }; Returns: Json };
			accept_statement_line: {
				Args: { charges_waived?: boolean; invoice_id: string; line_id: string };
				Returns: Json;
			};
			accept_sure_lines: { Args: { most?: number; statement_id: string }; Returns: Json };
			add_payment_profile: {
				Args: {
					brand?: string;
					client_id: string;
					expires_month?: number;
					expires_year?: number;
					last_four?: string;
					token: string;
				};
				Returns: Json;
			};
			add_subscription: {
				Args: { client_id: string; plan: Json; request_id: string; terms: Json };
				Returns: Json;
			};
			admit_session: { Args: { session_id: string }; Returns: boolean };
			advance_billing_run: { Args: { how_many?: number; run_id: string }; Returns: Json };
			advance_client_batch: { Args: { id: string }; Returns: Json };
			advance_import: { Args: { import_id: string; most?: number }; Returns: Json };
			announce_usage: { Args: Record<PropertyKey, never>; Returns: number };
			anonymise_client: { Args: { id: string; typed_name: string }; Returns: undefined };
			apply_credit: { Args: { invoice_id: string; request_id: string }; Returns: Json };
			audit_names: { Args: { ids: Json }; Returns: Json };
			begin_code_attempt: { Args: { person_id: string }; Returns: boolean };
			billing_figures: { Args: { from_on?: string; to_on?: string }; Returns: Json };
			buy_session_packs: {
				Args: {
					client_id: string;
					due_on?: string;
					granting?: string;
					pack_id: string;
					packs: number;
					request_id: string;
					seen_version?: number;
				};
				Returns: Json;
			};
			cancel_client_batch: { Args: { id: string }; Returns: Json };
			cancel_client_export: { Args: { id: string }; Returns: undefined };
			cancel_import: { Args: { import_id: string }; Returns: Json };
			cancel_plan_migration: { Args: { plan_id: string }; Returns: Json };
			cancel_session_purchase: { Args: { purchase_id: string }; Returns: Json };
			change_invoice: {
				Args: { due_on: string; invoice_id: string; method?: string };
				Returns: Json;
			};
			change_subscription: {
				Args: { kind: string; request_id: string; subscription_id: string; wish?: Json };
				Returns: Json;
			};
			change_user: {
				Args: { id: string; level?: number; name?: string; role?: string; sees_phones?: boolean };
				Returns: undefined;
			};
			check_import: { Args: { import_id: string }; Returns: Json };
			client_accesses: { Args: { before?: string; page_size?: number }; Returns: Json };
			client_data_request: { Args: { client_id: string }; Returns: Json };
			client_standing: { Args: { client_id: string }; Returns: Json };
			client_totals: { Args: Record<PropertyKey, never>; Returns: Json };
			close_agency_statement: { Args: { month: string }; Returns: Json };
			complete_data_request: { Args: { fields?: Json; token: string }; Returns: Json };
			complete_onboarding: { Args: { id: string }; Returns: Json };
			configure_installation: { Args: { app_url: string }; Returns: undefined };
			connect_gateway: {
				Args: { api_key: string; environment: string; provider: string };
				Returns: Json;
			};
			correct_sessions: {
				Args: { client_id: string; extras: number; reason: string; request_id: string };
				Returns: Json;
			};
			count_clients: { Args: { filter?: Json }; Returns: number };
			count_webhook_deliveries: {
				Args: { since: string };
				Returns: {
					endpoint_id: string;
					how_many: number;
					state: string;
				}[];
			};
			create_api_key: {
				Args: { expires_on?: string; name: string; request_id: string; scopes: string[] };
				Returns: Json;
			};
			create_client: { Args: { fields: Json; id: string }; Returns: string };
			create_webhook_endpoint: {
				Args: { description?: string; event_types: string[]; id: string; url: string };
				Returns: Json;
			};
			current_account: { Args: Record<PropertyKey, never>; Returns: Json };
			current_billing_settings: { Args: Record<PropertyKey, never>; Returns: Json };
			deactivate_user: { Args: { id: string }; Returns: undefined };
			delete_client: { Args: { id: string; typed_name: string }; Returns: undefined };
			delete_client_view: { Args: { id: string }; Returns: undefined };
			delete_holiday: { Args: { on_date: string }; Returns: Json };
			delete_plan_category: { Args: { id: string }; Returns: undefined };
			delete_session_pack: { Args: { id: string }; Returns: undefined };
			delete_webhook_endpoint: { Args: { id: string }; Returns: undefined };
			discard_onboarding: { Args: { id: string }; Returns: undefined };
			discard_statement: { Args: { statement_id: string }; Returns: undefined };
			disconnect_gateway: { Args: Record<PropertyKey, never>; Returns: undefined };
			end_api_key_rotation: { Args: { id: string }; Returns: undefined };
			end_impersonation: { Args: { id: string }; Returns: undefined };
			expect_password_change: { Args: Record<PropertyKey, never>; Returns: undefined };
			explain_dunning: { Args: { client_id: string }; Returns: Json };
			find_invoices_for_line: { Args: { line_id: string; query?: string }; Returns: Json };
			finish_email: {
				Args: { error?: string; id: string; lease: string; outcome: string };
				Returns: boolean;
			};
			finish_gateway_command: {
				Args: {
					error?: string;
					id: string;
					lease: string;
					outcome: string;
					result?: Json;
					retry_seconds?: number;
				};
				Returns: boolean;
			};
			finish_webhook_delivery: {
				Args: { attempt: Json; id: string; lease: string };
				Returns: boolean;
			};
			gateway_webhook_account: { Args: { account_id: string }; Returns: Json };
			give_credit: {
				Args: { amount_cents: number; client_id: string; note?: string; request_id: string };
				Returns: Json;
			};
			go_on_with_webhooks: { Args: Record<PropertyKey, never>; Returns: undefined };
			health: { Args: Record<PropertyKey, never>; Returns: boolean };
			hold_billing: {
				Args: { note?: string; step: string; subscription_id: string; until_on?: string };
				Returns: Json;
			};
			holiday_calendar: { Args: { year: number }; Returns: Json };
			ignore_statement_line: { Args: { line_id: string }; Returns: undefined };
			import_statement: {
				Args: {
					bank?: string;
					file_name: string;
					fingerprint: string;
					format: string;
					lines: Json;
					mapping?: Json;
					signature?: string;
					unread?: Json;
					unread_count?: number;
				};
				Returns: Json;
			};
			invitation_for_acceptance: { Args: { token: string }; Returns: Json };
			invite_member: {
				Args: {
					email: string;
					id: string;
					locale?: string;
					name: string;
					role: string;
					sees_phones?: boolean;
				};
				Returns: Json;
			};
			invite_user: {
				Args: {
					client_id: string;
					email: string;
					id: string;
					level?: number;
					locale?: string;
					name: string;
					sees_phones?: boolean;
				};
				Returns: Json;
			};
			issue_one_off_invoice: {
				Args: { client_id: string; due_on: string; lines: Json; request_id: string };
				Returns: Json;
			};
			late_charges_example: {
				Args: { days?: number; fine_bps?: number; interest_bps?: number; principal_cents: number };
				Returns: Json;
			};
			link_statement_line: { Args: { line_id: string; payment_id: string }; Returns: Json };
			list_api_keys: { Args: Record<PropertyKey, never>; Returns: Json };
			list_audit_entries: {
				Args: {
					actor_id?: string;
					after_at?: string;
					after_id?: number;
					client_id?: string;
					from_on?: string;
					impersonated?: boolean;
					operation?: string;
					origin?: string;
					page_size?: number;
					table_name?: string;
					to_on?: string;
				};
				Returns: Json;
			};
			list_client_views: { Args: Record<PropertyKey, never>; Returns: Json };
			list_clients: {
				Args: {
					after?: Json;
					descending?: boolean;
					filter?: Json;
					page_size?: number;
					sort?: string;
				};
				Returns: Json;
			};
			list_gateway_commands: { Args: { how_many?: number }; Returns: Json };
			list_import_rows: {
				Args: { after?: number; import_id: string; outcomes?: string[]; page_size?: number };
				Returns: Json;
			};
			list_invoices: {
				Args: { after?: Json; by_number?: boolean; filter?: Json; page_size?: number };
				Returns: {
					charges_cents: number;
					client_document: string;
					client_id: string;
					client_name: string;
					client_number: number;
					days_late: number;
					due_on: string;
					id: string;
					issued_on: string;
					kind: string;
					method: string;
					number: number;
					open_cents: number;
					paid_cents: number;
					paid_on: string;
					payer: string;
					period_end: string;
					period_start: string;
					refunded_cents: number;
					status: string;
					total_cents: number;
				}[];
			};
			list_open_onboardings: { Args: Record<PropertyKey, never>; Returns: Json };
			list_pay_methods: { Args: { client_id: string }; Returns: string[] };
			list_plan_sign_ups: { Args: { plan_id?: string }; Returns: Json };
			list_session_purchases: { Args: { client_id: string; purchase_id?: string }; Returns: Json };
			list_sign_up_twins: { Args: { client_id: string }; Returns: Json };
			migrate_subscriptions: {
				Args: { from_versions?: number[]; plan_id: string; to_version: number };
				Returns: Json;
			};
			move_test_clock: { Args: { to_date: string }; Returns: Json };
			my_accounts: {
				Args: Record<PropertyKey, never>;
				Returns: {
					kind: string;
					level: number;
					name: string;
					primary_color: string;
					reference: string;
					reseller_name: string;
					role: string;
				}[];
			};
			my_profile: { Args: Record<PropertyKey, never>; Returns: Json };
			my_sessions: {
				Args: Record<PropertyKey, never>;
				Returns: {
					address: string;
					id: string;
					is_current: boolean;
					last_used_at: string;
					place: string;
					started_at: string;
					user_agent: string;
				}[];
			};
			note_invoice_export: { Args: { filter?: Json }; Returns: Json };
			note_use: {
				Args: { address: string; place?: string; user_agent: string };
				Returns: undefined;
			};
			order_session_packs: { Args: { ids: string[] }; Returns: undefined };
			pause_import: { Args: { import_id: string }; Returns: Json };
			pay_agency_statement: {
				Args: {
					method?: string;
					most?: number;
					paid_on?: string;
					request_id: string;
					statement_id: string;
				};
				Returns: Json;
			};
			permission_matrix: { Args: Record<PropertyKey, never>; Returns: Json };
			plan_subscriptions: { Args: { plan_id: string }; Returns: Json };
			possible_duplicates: { Args: { except_id?: string; fields: Json }; Returns: Json };
			postpone_billing_run: { Args: { run_id: string }; Returns: undefined };
			preview_billing_run: { Args: { how_many?: number; on_date?: string }; Returns: Json };
			preview_payment: { Args: { invoice_id: string; on_date?: string }; Returns: Json };
			preview_plan_migration: {
				Args: { from_versions?: number[]; plan_id: string };
				Returns: Json;
			};
			preview_subscription: { Args: { client_id: string; plan: Json; terms: Json }; Returns: Json };
			preview_subscription_change: {
				Args: { kind: string; subscription_id: string; wish?: Json };
				Returns: Json;
			};
			process_gateway_events: { Args: { how_many?: number }; Returns: number };
			reactivate_user: { Args: { id: string }; Returns: undefined };
			read_agency_statement: { Args: { month?: string; statement_id?: string }; Returns: Json };
			read_audit_export: {
				Args: { after_at?: string; after_id?: number; id: number; page_size?: number };
				Returns: Json;
			};
			read_bank_statement: {
				Args: { after?: number; page_size?: number; show?: string; statement_id: string };
				Returns: Json;
			};
			read_client_export: { Args: { id: string; part: number }; Returns: Json };
			read_together: { Args: { questions: Json }; Returns: unknown };
			reconcile_gateway: { Args: Record<PropertyKey, never>; Returns: undefined };
			reconsider_statement_line: { Args: { line_id: string }; Returns: undefined };
			record_payment: {
				Args: {
					amount_cents?: number;
					charges_waived?: boolean;
					invoice_id: string;
					keeps_excess?: boolean;
					method?: string;
					paid_on?: string;
					request_id: string;
				};
				Returns: Json;
			};
			record_usage: { Args: { batches: Json }; Returns: Json };
			refund_payment: {
				Args: {
					amount_cents?: number;
					by_transfer?: boolean;
					payment_id: string;
					reason?: string;
					request_id: string;
				};
				Returns: Json;
			};
			release_on_trust: {
				Args: { invoice_id: string; reason?: string; request_id: string; until_on?: string };
				Returns: Json;
			};
			remove_payment_profile: { Args: { id: string }; Returns: undefined };
			reopen_agency_statement: { Args: { most?: number; statement_id: string }; Returns: Json };
			repair_gateway_drift: {
				Args: { action: string; id: string; invoice_id?: string };
				Returns: Json;
			};
			replay_webhook_deliveries: { Args: { endpoint_id: string; since?: string }; Returns: number };
			replay_webhook_delivery: { Args: { id: string }; Returns: undefined };
			report_gateway_charges: {
				Args: { account_id: string; facts: Json; missing?: string[] };
				Returns: Json;
			};
			request_client_data: {
				Args: { client_id: string; id: string; locale?: string };
				Returns: Json;
			};
			request_sign_in_code: { Args: { locale?: string }; Returns: Json };
			resend_invitation: { Args: { id: string }; Returns: Json };
			resend_invoice_mail: {
				Args: { invoice_id: string; request_id: string; template?: string };
				Returns: Json;
			};
			resolve_data_request_conflict: {
				Args: { accept: boolean; field: string; id: string };
				Returns: Json;
			};
			retry_gateway_command: { Args: { id?: string }; Returns: number };
			retry_gateway_event: { Args: { id?: string }; Returns: number };
			reveal_webhook_secret: { Args: { id: string }; Returns: Json };
			reverse_payment: { Args: { payment_id: string; reason?: string }; Returns: Json };
			revoke_api_key: { Args: { id: string }; Returns: undefined };
			revoke_data_request: { Args: { id: string }; Returns: undefined };
			revoke_invitation: { Args: { id: string }; Returns: undefined };
			revoke_other_sessions: { Args: Record<PropertyKey, never>; Returns: number };
			revoke_session: { Args: { id: string }; Returns: boolean };
			rotate_api_key: {
				Args: { grace_hours?: number; id: string; request_id: string };
				Returns: Json;
			};
			rotate_pay_link: { Args: { invoice_id: string }; Returns: Json };
			rotate_webhook_secret: {
				Args: { grace_hours?: number; id: string; rotations: number };
				Returns: Json;
			};
			run_import: { Args: { import_id: string; policy?: string }; Returns: Json };
			save_billing_settings: { Args: { fields: Json }; Returns: Json };
			save_client: { Args: { base?: Json; fields: Json; id: string }; Returns: Json };
			save_client_view: {
				Args: { id: string; is_shared?: boolean; name: string; query: string };
				Returns: string;
			};
			save_company: { Args: { base?: Json; fields: Json }; Returns: Json };
			save_data_request: { Args: { fields: Json; token: string }; Returns: Json };
			save_holiday: {
				Args: { is_business?: boolean; name: string; on_date: string };
				Returns: Json;
			};
			save_late_rates: { Args: { fine_bps: number; interest_bps: number }; Returns: Json };
			save_my_profile: { Args: { cpf?: string; name: string }; Returns: undefined };
			save_onboarding: { Args: { answers: Json; id: string; part: string }; Returns: Json };
			save_plan: {
				Args: { fields: Json; plan_id?: string; request_id: string; seen_version?: number };
				Returns: Json;
			};
			save_plan_category: {
				Args: { id: string; name: string; pass_through_cents?: number };
				Returns: Json;
			};
			save_session_pack: {
				Args: {
					id: string;
					in_portal?: boolean;
					is_active?: boolean;
					name: string;
					price_cents: number;
					sessions: number;
				};
				Returns: Json;
			};
			save_session_settings: { Args: { fields: Json }; Returns: undefined };
			save_webhook_endpoint: {
				Args: { description?: string; event_types: string[]; id: string; url: string };
				Returns: undefined;
			};
			send_test_webhook: { Args: { endpoint_id: string; request_id: string }; Returns: Json };
			session_ledger: {
				Args: { after?: Json; client_id: string; page_size?: number };
				Returns: Json;
			};
			session_overview: { Args: { client_id: string }; Returns: Json };
			session_pack_offers: { Args: { client_id: string }; Returns: Json };
			sessions_today: { Args: Record<PropertyKey, never>; Returns: Json };
			set_client_reminders: { Args: { client_id: string; wanted: boolean }; Returns: Json };
			set_plan_active: { Args: { is_active: boolean; plan_id: string }; Returns: undefined };
			set_plan_link: { Args: { code?: string; is_on: boolean; plan_id: string }; Returns: Json };
			set_reminders_by_link: {
				Args: { one_click?: boolean; token: string; wanted: boolean };
				Returns: Json;
			};
			set_webhook_endpoint_active: { Args: { id: string; is_active: boolean }; Returns: undefined };
			show_credit: { Args: { client_id: string }; Returns: Json };
			show_data_request: { Args: { token: string }; Returns: Json };
			show_invitation: { Args: { token: string }; Returns: Json };
			show_invoice: { Args: { invoice_id: string }; Returns: Json };
			show_payable: { Args: { token: string }; Returns: Json };
			show_public_plan: { Args: { code: string }; Returns: Json };
			show_sign_up: { Args: { id: string }; Returns: Json };
			sign_in_candidates: {
				Args: { identifier: string };
				Returns: {
					email: string;
					person_id: string;
				}[];
			};
			sign_in_state: { Args: Record<PropertyKey, never>; Returns: string };
			sign_up: {
				Args: { choice: Json; code: string; fields: Json; locale?: string; request_id: string };
				Returns: Json;
			};
			stage_import_rows: { Args: { import_id: string; rows: Json }; Returns: number };
			start_audit_export: {
				Args: {
					actor_id?: string;
					client_id?: string;
					from_on?: string;
					impersonated?: boolean;
					operation?: string;
					origin?: string;
					table_name?: string;
					to_on?: string;
				};
				Returns: Json;
			};
			start_billing_run: { Args: { request_id: string }; Returns: Json };
			start_client_batch: {
				Args: { filter?: Json; id: string; ids?: string[]; kind: string; note?: string };
				Returns: Json;
			};
			start_client_export: {
				Args: { descending?: boolean; filter?: Json; id: string; sort?: string };
				Returns: Json;
			};
			start_impersonation: {
				Args: { id: string; membership_id: string; reason: string };
				Returns: Json;
			};
			start_import: {
				Args: {
					file_name: string;
					id: string;
					mapping: Json;
					match_email?: boolean;
					policy?: string;
					signature: string;
				};
				Returns: Json;
			};
			store_gateway_event: {
				Args: {
					account_id: string;
					event_id: string;
					fact?: Json;
					kind: string;
					name: string;
					occurred_at: string;
					payload?: Json;
				};
				Returns: boolean;
			};
			sum_invoices: { Args: { filter?: Json }; Returns: Json };
			take_billing_run: { Args: Record<PropertyKey, never>; Returns: string };
			take_emails: {
				Args: { batch_size?: number; lease_seconds?: number };
				Returns: {
					attempts: number;
					data: Json;
					id: string;
					lease: string;
					recipient: string;
					template: string;
				}[];
			};
			take_gateway_command: { Args: { lease_seconds?: number }; Returns: Json };
			take_webhook_deliveries: {
				Args: { batch_size?: number; lease_seconds?: number; per_endpoint?: number };
				Returns: Json;
			};
			test_gateway: { Args: Record<PropertyKey, never>; Returns: undefined };
			undo_client_batch: { Args: { id: string }; Returns: Json };
			undo_import: { Args: { import_id: string }; Returns: Json };
			undo_subscription_change: { Args: { change_id: string }; Returns: Json };
			usage_balance: { Args: { client: Json; key_hash: string }; Returns: Json };
			usage_by_day: {
				Args: {
					after?: string;
					client: Json;
					from_on?: string;
					key_hash: string;
					page_size?: number;
					to_on?: string;
				};
				Returns: Json;
			};
			usage_clients: {
				Args: { after?: number; key_hash: string; page_size?: number };
				Returns: Json;
			};
			verify_sign_in_code: { Args: { code: string }; Returns: boolean };
			void_invoice: { Args: { invoice_id: string; reason?: string }; Returns: Json };
			wake_billing: { Args: Record<PropertyKey, never>; Returns: undefined };
		};
		Enums: {
			[_ in never]: never;
		};
		CompositeTypes: {
			[_ in never]: never;
		};
	};
};

type DatabaseWithoutInternals = Omit<Database, '__InternalSupabase'>;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, 'public'>];

export type Tables<
	DefaultSchemaTableNameOrOptions extends
		| keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
		| { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
				DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])
		: never) = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'] &
			DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Views'])[TableName] extends {
			Row: infer R;
		}
		? R
		: never
	: DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema['Tables'] & DefaultSchema['Views'])
		? (DefaultSchema['Tables'] & DefaultSchema['Views'])[DefaultSchemaTableNameOrOptions] extends {
				Row: infer R;
			}
			? R
			: never
		: never;

export type TablesInsert<
	DefaultSchemaTableNameOrOptions extends
		keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
		: never) = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
			Insert: infer I;
		}
		? I
		: never
	: DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
		? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
				Insert: infer I;
			}
			? I
			: never
		: never;

export type TablesUpdate<
	DefaultSchemaTableNameOrOptions extends
		keyof DefaultSchema['Tables'] | { schema: keyof DatabaseWithoutInternals },
	TableName extends (DefaultSchemaTableNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables']
		: never) = never
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions['schema']]['Tables'][TableName] extends {
			Update: infer U;
		}
		? U
		: never
	: DefaultSchemaTableNameOrOptions extends keyof DefaultSchema['Tables']
		? DefaultSchema['Tables'][DefaultSchemaTableNameOrOptions] extends {
				Update: infer U;
			}
			? U
			: never
		: never;

export type Enums<
	DefaultSchemaEnumNameOrOptions extends
		keyof DefaultSchema['Enums'] | { schema: keyof DatabaseWithoutInternals },
	EnumName extends (DefaultSchemaEnumNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums']
		: never) = never
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions['schema']]['Enums'][EnumName]
	: DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema['Enums']
		? DefaultSchema['Enums'][DefaultSchemaEnumNameOrOptions]
		: never;

export type CompositeTypes<
	PublicCompositeTypeNameOrOptions extends
		keyof DefaultSchema['CompositeTypes'] | { schema: keyof DatabaseWithoutInternals },
	CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
		schema: keyof DatabaseWithoutInternals;
	}
		? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes']
		: never) = never
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
	? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions['schema']]['CompositeTypes'][CompositeTypeName]
	: PublicCompositeTypeNameOrOptions extends keyof DefaultSchema['CompositeTypes']
		? DefaultSchema['CompositeTypes'][PublicCompositeTypeNameOrOptions]
		: never;

export const Constants = {
	public: {
		Enums: {}
	}
} as const;
