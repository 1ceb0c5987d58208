"""When this room says no."""

from madoguchi.ground.kernel.errors import Message, Refused

_NO_TOKEN_MEND = Message(
    "「POST token」で新しいトークンを受け取り、「Authorization: Bearer トークン」を付けてください。",
    "Get a new token with “POST token” and send “Authorization: Bearer TOKEN”.",
)


class ClientNameTaken(Refused):
    """Two clients of one name could not be told apart when one is to be stopped."""

    code = "clients.name_taken"
    what = Message("外部システムを登録できませんでした。", "The client was not added.")
    why = Message("「{name}」という名前は、すでに使われています。", "There is a client named “{name}” already.")
    mend = Message("別の名前を付けてください。", "Choose another name.")


class ClientUnknown(Refused):
    """No active client of this name."""

    code = "clients.unknown"
    status = 404
    what = Message("外部システムが見つかりません。", "There is no such client.")
    why = Message("「{name}」という名前の利用中の登録はありません。", "No client in use is named “{name}”.")
    mend = Message("外部システムの一覧で名前を確かめてください。", "See “clients list” for the names.")


class ClientNotValid(Refused):
    """A client without a name or without anything it may do."""

    code = "clients.not_valid"
    status = 422
    what = Message("外部システムを登録できませんでした。", "The client was not added.")
    why = Message("{reason_ja}", "{reason_en}")
    mend = Message("入力を直して、もう一度登録してください。", "Mend it and add it again.")


class WebhookNotValid(Refused):
    """A webhook that is told of nothing."""

    code = "clients.webhook_not_valid"
    status = 422
    what = Message("送り先を登録できませんでした。", "The webhook was not added.")
    why = Message("{reason_ja}", "{reason_en}")
    mend = Message("入力を直して、もう一度登録してください。", "Mend it and add it again.")


class WebhookStopped(Refused):
    """Something is to be sent to a webhook that is in use no more."""

    code = "clients.webhook_stopped"
    what = Message("送れませんでした。", "It was not sent.")
    why = Message("この送り先は使われていません。", "This webhook is not in use.")
    mend = Message("送り先を新しく登録してください。", "Add the webhook anew.")


class TokenMissing(Refused):
    """No bearer token, or one that belongs to no active client of this body (RFC 6750, 3.1: invalid_token)."""

    code = "clients.token_missing"
    status = 401
    what = Message("利用できません。", "Not authorised.")
    why = Message(
        "Authorizationヘッダーがないか、トークンの期限が切れたか、この団体で有効ではありません。",
        "The header Authorization is missing, or its token has ended or is not valid at this body.",
    )
    mend = _NO_TOKEN_MEND


class ScopeMissing(Refused):
    """The token is good, but not for this (RFC 6750, 3.1: insufficient_scope)."""

    code = "clients.scope_missing"
    status = 403
    what = Message("この操作は認められていません。", "This is not allowed.")
    why = Message("トークンに「{scope}」の範囲がありません。", "The token does not carry the scope “{scope}”.")
    mend = Message("団体の管理者に範囲の追加を依頼してください。", "Ask the body's administrator for the scope.")


class TooManyRequests(Refused):
    """The client's requests of this minute are spent."""

    code = "clients.too_many_requests"
    status = 429
    what = Message("リクエストが多すぎます。", "Too many requests.")
    why = Message("1分間に{most}回までです。", "It is {most} in a minute.")
    mend = Message("{seconds}秒待ってから、もう一度送ってください。", "Wait {seconds} seconds and send it again.")


class ClientNotAuthenticated(Refused):
    """Client id and secret do not fit (RFC 6749, 5.2: invalid_client)."""

    code = "clients.not_authenticated"
    status = 401
    what = Message("トークンを発行できませんでした。", "No token was given.")
    why = Message(
        "クライアントIDとシークレットの組が、この団体の利用中の登録と合いません。",
        "Client id and secret are not those of a client in use at this body.",
    )
    mend = Message(
        "Basic認証でIDとシークレットを送ってください。シークレットは団体の管理者が発行し直せます。",
        "Send id and secret by HTTP Basic. The body's administrator can give a new secret.",
    )


class GrantNotSupported(Refused):
    """Another grant than client credentials (RFC 6749, 5.2: unsupported_grant_type)."""

    code = "clients.grant_not_supported"
    status = 400
    what = Message("トークンを発行できませんでした。", "No token was given.")
    why = Message("grant_typeは「client_credentials」だけです。", "The only grant_type is “client_credentials”.")
    mend = Message(
        "フォーム形式で「grant_type=client_credentials」を送ってください。",
        "Send “grant_type=client_credentials” as a form.",
    )


class TokenRequestUnreadable(Refused):
    """A form that lacks a field, names one twice or is too large (RFC 6749, 5.2: invalid_request)."""

    code = "clients.token_request_unreadable"
    status = 400
    what = Message("リクエストを読み取れませんでした。", "The request could not be read.")
    why = Message(
        "application/x-www-form-urlencodedの形式で、同じ項目は一度だけ送ってください。",
        "It is to be application/x-www-form-urlencoded, with each field once.",
    )
    mend = Message("公開されているAPIの仕様を確かめてください。", "See the published description of the API.")


class MethodNotAllowed(Refused):
    """The address is known, the method is not."""

    code = "clients.method_not_allowed"
    status = 405
    what = Message("この方法では利用できません。", "This method is not allowed here.")
    why = Message("使えるのは{allowed}です。", "The methods of this address are {allowed}.")
    mend = Message("公開されているAPIの仕様を確かめてください。", "See the published description of the API.")


class NoSuchAddress(Refused):
    """Nothing stands at this address of the API."""

    code = "clients.no_such_address"
    status = 404
    what = Message("見つかりません。", "There is nothing here.")
    why = Message("APIにこのアドレスはないか、対象がありません。", "The API has no such address, or no such thing.")
    mend = Message("公開されているAPIの仕様を確かめてください。", "See the published description of the API.")
