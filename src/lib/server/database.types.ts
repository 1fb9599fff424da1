export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
	public: {
		Tables: {
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
			billing_settings: {
				Row: {
					pix_key: string | null;
					pix_merchant_city: string | null;
					pix_merchant_name: string | null;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					pix_key?: string | null;
					pix_merchant_city?: string | null;
					pix_merchant_name?: string | null;
					reseller_id: string;
				};
				Update: {
					pix_key?: string | null;
					pix_merchant_city?: string | null;
					pix_merchant_name?: string | null;
					reseller_id?: string;
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
					recipient: string;
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
					recipient: string;
					reseller_id: string;
					sent_at?: string | null;
					state?: string;
					template: string;
				};
				Update: {
					created_at?: string;
					id?: string;
					invoice_id?: string;
					recipient?: string;
					reseller_id?: string;
					sent_at?: string | null;
					state?: string;
					template?: string;
				};
				Relationships: [
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
			invoices: {
				Row: {
					client_id: string;
					created_at: string;
					due_on: string;
					id: string;
					issued_on: string;
					number: number;
					paid_cents: number;
					payment_status: string;
					period_end: string | null;
					period_start: string | null;
					pix_txid: string | null;
					request_id: string | null;
					reseller_id: string;
					status: string;
					subscription_id: string | null;
					total_cents: number;
				};
				ComputedFields: never;
				Insert: {
					client_id: string;
					created_at?: string;
					due_on: string;
					id?: string;
					issued_on: string;
					number: number;
					paid_cents?: number;
					payment_status?: string;
					period_end?: string | null;
					period_start?: string | null;
					pix_txid?: never;
					request_id?: string | null;
					reseller_id: string;
					status?: string;
					subscription_id?: string | null;
					total_cents: number;
				};
				Update: {
					client_id?: string;
					created_at?: string;
					due_on?: string;
					id?: string;
					issued_on?: string;
					number?: number;
					paid_cents?: number;
					payment_status?: string;
					period_end?: string | null;
					period_start?: string | null;
					pix_txid?: never;
					request_id?: string | null;
					reseller_id?: string;
					status?: string;
					subscription_id?: string | null;
					total_cents?: number;
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
			payments: {
				Row: {
					amount_cents: number;
					client_id: string;
					created_at: string;
					id: string;
					invoice_id: string;
					method: string;
					paid_on: string;
					recorded_by: string | null;
					request_id: string;
					reseller_id: string;
					status: string;
				};
				ComputedFields: never;
				Insert: {
					amount_cents: number;
					client_id: string;
					created_at?: string;
					id?: string;
					invoice_id: string;
					method: string;
					paid_on: string;
					recorded_by?: string | null;
					request_id: string;
					reseller_id: string;
					status?: string;
				};
				Update: {
					amount_cents?: number;
					client_id?: string;
					created_at?: string;
					id?: string;
					invoice_id?: string;
					method?: string;
					paid_on?: string;
					recorded_by?: string | null;
					request_id?: string;
					reseller_id?: string;
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
			plan_versions: {
				Row: {
					created_at: string;
					grace_days: number;
					id: string;
					monthly_price_cents: number;
					pass_through_cents: number;
					plan_id: string;
					reseller_id: string;
					session_quota: number | null;
					version: number;
				};
				ComputedFields: never;
				Insert: {
					created_at?: string;
					grace_days?: number;
					id?: string;
					monthly_price_cents: number;
					pass_through_cents?: number;
					plan_id: string;
					reseller_id: string;
					session_quota?: number | null;
					version?: number;
				};
				Update: {
					created_at?: string;
					grace_days?: number;
					id?: string;
					monthly_price_cents?: number;
					pass_through_cents?: number;
					plan_id?: string;
					reseller_id?: string;
					session_quota?: number | null;
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
					id: string;
					is_active: boolean;
					is_private: boolean;
					name: string;
					reseller_id: string;
				};
				ComputedFields: never;
				Insert: {
					category_id?: string | null;
					created_at?: string;
					id?: string;
					is_active?: boolean;
					is_private?: boolean;
					name: string;
					reseller_id: string;
				};
				Update: {
					category_id?: string | null;
					created_at?: string;
					id?: string;
					is_active?: boolean;
					is_private?: boolean;
					name?: string;
					reseller_id?: string;
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
					time_zone?: string;
				};
				Relationships: [];
			};
			subscriptions: {
				Row: {
					activated_at: string | null;
					activation: string;
					client_id: string;
					created_at: string;
					due_day: number;
					id: string;
					interval_months: number;
					next_period_on: string;
					plan_version_id: string;
					request_id: string | null;
					reseller_id: string;
					started_on: string;
					status: string;
				};
				ComputedFields: never;
				Insert: {
					activated_at?: string | null;
					activation?: string;
					client_id: string;
					created_at?: string;
					due_day: number;
					id?: string;
					interval_months: number;
					next_period_on: string;
					plan_version_id: string;
					request_id?: string | null;
					reseller_id: string;
					started_on: string;
					status?: string;
				};
				Update: {
					activated_at?: string | null;
					activation?: string;
					client_id?: string;
					created_at?: string;
					due_day?: number;
					id?: string;
					interval_months?: number;
					next_period_on?: string;
					plan_version_id?: string;
					request_id?: string | null;
					reseller_id?: string;
					started_on?: string;
					status?: string;
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
					client_id: string;
					created_at: string;
					due_on: string;
					id: string;
					issued_on: string;
					number: number;
					open_cents: number | null;
					paid_cents: number;
					period_end: string | null;
					period_start: string | null;
					pix_txid: string | null;
					reseller_id: string;
					status: string | null;
					subscription_id: string | null;
					total_cents: number;
				};
				ComputedFields: never;
				Insert: {
					client_id?: string | null;
					created_at?: string | null;
					due_on?: string | null;
					id?: string | null;
					issued_on?: string | null;
					number?: number | null;
					open_cents?: never;
					paid_cents?: number | null;
					period_end?: string | null;
					period_start?: string | null;
					pix_txid?: string | null;
					reseller_id?: string | null;
					status?: never;
					subscription_id?: string | null;
					total_cents?: number | null;
				};
				Update: {
					client_id?: string | null;
					created_at?: string | null;
					due_on?: string | null;
					id?: string | null;
					issued_on?: string | null;
					number?: number | null;
					open_cents?: never;
					paid_cents?: number | null;
					period_end?: string | null;
					period_start?: string | null;
					pix_txid?: string | null;
					reseller_id?: string | null;
					status?: never;
					subscription_id?: string | null;
					total_cents?: number | null;
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
					category_name: string | null;
					created_at: string;
					grace_days: number;
					id: string;
					is_active: boolean;
					is_private: boolean;
					monthly_price_cents: number;
					name: string;
					pass_through_cents: number;
					reseller_id: string;
					session_quota: number | null;
					version: number;
					version_id: string;
				};
				ComputedFields: never;
				Relationships: [
					{
						foreignKeyName: 'plans_reseller_id_fkey';
						columns: ['reseller_id'];
						isOneToOne: false;
						referencedRelation: 'resellers';
						referencedColumns: ['id'];
					}
				];
			};
			subscription_list: {
				Row: {
					activated_at: string | null;
					activation: string;
					client_id: string;
					created_at: string;
					discount_cents: number | null;
					due_day: number;
					id: string;
					interval_months: number;
					monthly_cents: number | null;
					next_period_on: string;
					pass_through_cents: number | null;
					period_cents: number | null;
					plan_id: string;
					plan_name: string;
					price_cents: number | null;
					reseller_id: string;
					session_quota: number | null;
					started_on: string;
					status: string;
					surcharge_cents: number | null;
				};
				ComputedFields: never;
				Relationships: [
					{
						foreignKeyName: 'subscriptions_reseller_id_client_id_fkey';
						columns: ['reseller_id', 'client_id'];
						isOneToOne: false;
						referencedRelation: 'clients';
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
			add_subscription: {
				Args: { client_id: string; plan: Json; request_id: string; terms: Json };
				Returns: Json;
			};
			admit_session: { Args: { session_id: string }; Returns: boolean };
			advance_client_batch: { Args: { id: string }; Returns: Json };
			advance_import: { Args: { import_id: string; most?: number }; Returns: Json };
			anonymise_client: { Args: { id: string; typed_name: string }; Returns: undefined };
			audit_names: { Args: { ids: Json }; Returns: Json };
			begin_code_attempt: { Args: { person_id: string }; Returns: boolean };
			cancel_client_batch: { Args: { id: string }; Returns: Json };
			cancel_client_export: { Args: { id: string }; Returns: undefined };
			cancel_import: { Args: { import_id: string }; Returns: Json };
			change_user: {
				Args: { id: string; level?: number; name?: string; role?: string; sees_phones?: boolean };
				Returns: undefined;
			};
			check_import: { Args: { import_id: string }; Returns: Json };
			client_accesses: { Args: { before?: string; page_size?: number }; Returns: Json };
			client_data_request: { Args: { client_id: string }; Returns: Json };
			client_standing: { Args: { client_id: string }; Returns: Json };
			client_totals: { Args: Record<PropertyKey, never>; Returns: Json };
			complete_data_request: { Args: { fields?: Json; token: string }; Returns: Json };
			complete_onboarding: { Args: { id: string }; Returns: Json };
			configure_installation: { Args: { app_url: string }; Returns: undefined };
			count_clients: { Args: { filter?: Json }; Returns: number };
			create_client: { Args: { fields: Json; id: string }; Returns: string };
			current_account: { Args: Record<PropertyKey, never>; Returns: Json };
			deactivate_user: { Args: { id: string }; Returns: undefined };
			delete_client: { Args: { id: string; typed_name: string }; Returns: undefined };
			delete_client_view: { Args: { id: string }; Returns: undefined };
			discard_onboarding: { Args: { id: string }; Returns: undefined };
			end_impersonation: { Args: { id: string }; Returns: undefined };
			expect_password_change: { Args: Record<PropertyKey, never>; Returns: undefined };
			finish_email: {
				Args: { error?: string; id: string; lease: string; outcome: string };
				Returns: boolean;
			};
			health: { Args: Record<PropertyKey, never>; Returns: boolean };
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
			list_import_rows: {
				Args: { after?: number; import_id: string; outcomes?: string[]; page_size?: number };
				Returns: Json;
			};
			list_open_onboardings: { Args: Record<PropertyKey, never>; Returns: Json };
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
			note_use: {
				Args: { address: string; place?: string; user_agent: string };
				Returns: undefined;
			};
			pause_import: { Args: { import_id: string }; Returns: Json };
			permission_matrix: { Args: Record<PropertyKey, never>; Returns: Json };
			possible_duplicates: { Args: { except_id?: string; fields: Json }; Returns: Json };
			reactivate_user: { Args: { id: string }; Returns: undefined };
			read_audit_export: {
				Args: { after_at?: string; after_id?: number; id: number; page_size?: number };
				Returns: Json;
			};
			read_client_export: { Args: { id: string; part: number }; Returns: Json };
			read_together: { Args: { questions: Json }; Returns: unknown };
			record_payment: {
				Args: {
					amount_cents?: number;
					invoice_id: string;
					method?: string;
					paid_on?: string;
					request_id: string;
				};
				Returns: Json;
			};
			request_client_data: {
				Args: { client_id: string; id: string; locale?: string };
				Returns: Json;
			};
			request_sign_in_code: { Args: { locale?: string }; Returns: Json };
			resend_invitation: { Args: { id: string }; Returns: Json };
			resolve_data_request_conflict: {
				Args: { accept: boolean; field: string; id: string };
				Returns: Json;
			};
			revoke_data_request: { Args: { id: string }; Returns: undefined };
			revoke_invitation: { Args: { id: string }; Returns: undefined };
			revoke_other_sessions: { Args: Record<PropertyKey, never>; Returns: number };
			revoke_session: { Args: { id: string }; Returns: boolean };
			run_import: { Args: { import_id: string; policy?: string }; Returns: Json };
			save_client: { Args: { base?: Json; fields: Json; id: string }; Returns: Json };
			save_client_view: {
				Args: { id: string; is_shared?: boolean; name: string; query: string };
				Returns: string;
			};
			save_company: { Args: { base?: Json; fields: Json }; Returns: Json };
			save_data_request: { Args: { fields: Json; token: string }; Returns: Json };
			save_my_profile: { Args: { cpf?: string; name: string }; Returns: undefined };
			save_onboarding: { Args: { answers: Json; id: string; part: string }; Returns: Json };
			show_data_request: { Args: { token: string }; Returns: Json };
			show_invitation: { Args: { token: string }; Returns: Json };
			sign_in_candidates: {
				Args: { identifier: string };
				Returns: {
					email: string;
					person_id: string;
				}[];
			};
			sign_in_state: { Args: Record<PropertyKey, never>; Returns: string };
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
			undo_client_batch: { Args: { id: string }; Returns: Json };
			undo_import: { Args: { import_id: string }; Returns: Json };
			verify_sign_in_code: { Args: { code: string }; Returns: boolean };
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
