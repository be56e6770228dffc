"""Documented codes that no sandbox comes to, whatever the method, and why; a method that does come to one says so."""

ENTERPRISE = "There is no Enterprise organisation here."
CONNECT = "There is no Slack Connect here."
PREFERENCES = "There are no plans, quotas or preferences of the workspace here."
LEGACY = "A remnant for old apps and tokens."
INSIDE = "Trouble inside Slack; a fault brings it on demand."
USER_TOKEN = "Only a user's token comes to it; the sandbox gives out none."
UNBUILT = "Belongs to a feature that the sandbox does not have."

_BY_REASON = {
    ENTERPRISE: """enterprise_is_restricted enterprise_not_found org_login_required org_not_found team_added_to_org
        team_not_on_enterprise target_team_not_on_org target_team_must_be_specified_in_org_context org_user_not_in_team
        cannot_install_an_org_installed_app fail_to_get_teams_for_restricted_user missing_argument team_not_found""",
    CONNECT: """external_channel_migrating slack_connect_blocked_file_type slack_connect_canvas_sharing_blocked
        slack_connect_clip_sharing_blocked slack_connect_file_link_sharing_blocked
        slack_connect_file_upload_sharing_blocked slack_connect_lists_sharing_blocked no_external_invite_permission
        cannot_bookmark_from_external_org cannot_bookmark_restricted_sharing_enabled""",
    PREFERENCES: """accesslimited ekm_access_denied message_limit_exceeded paid_teams_only permission_denied
        plan_upgrade_required restricted_action restricted_action_non_threadable_channel
        restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel
        thread_locked two_factor_setup_required user_is_restricted user_not_visible channel_is_limited_access
        preview_feature_not_available file_uploads_disabled file_uploads_except_images_disabled
        file_upload_size_restricted storage_limit_reached blocked_file_type file_type_not_allowed
        canvas_disabled_user_team canvas_disabled_file_team canvas_globally_disabled edit_window_closed""",
    LEGACY: """as_user_not_supported deprecated_endpoint is_bot method_deprecated no_permission
        file_comment_not_found access_denied insecure_request""",
    INSIDE: """internal_error request_timeout service_unavailable messaging_processing_failed rate_limited
        failed_datastore_operation fetch_members_failed update_failed""",
    UNBUILT: """attachment_payload_limit_exceeded duplicate_channel_not_found duplicate_message_not_found
        too_many_contact_cards not_implemented""",
}

ABSENT = {code: reason for reason, codes in _BY_REASON.items() for code in codes.split()}
"""Code → reason."""
