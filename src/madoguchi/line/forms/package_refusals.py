"""When packages are refused: made, received, adopted."""

from madoguchi.ground.kernel.errors import Message, Refused

NOT_ADOPTED = Message("パッケージを採用できません。", "The package cannot be adopted.")


class PackageKeysUnusable(Refused):
    """The operator's file of keys for packages is unreadable or damaged."""

    code = "forms.package_keys_unusable"
    status = 503
    what = Message("パッケージの署名の鍵を使えません。", "The keys that sign packages cannot be used at the moment.")
    why = Message(
        "鍵のファイル（{path}）を使えません（{reason}）。", "The file of keys ({path}) cannot be used ({reason})."
    )
    mend = Message(
        "運用担当者は docs/operate/keys.md の手順でファイルを戻してください。",
        "Operators: bring the file back as docs/operate/keys.md says.",
    )


class SignerUnknown(Refused):
    """Nobody here has said that this key is its maker's. Facts: ``name``, ``fingerprint``."""

    code = "forms.signer_unknown"
    what = NOT_ADOPTED
    why = Message(
        "署名の鍵が、まだ確かめられていません。作った団体（名のり）: {name}、鍵の指紋: {fingerprint}",
        "Nobody has confirmed the key it is signed with. It says it was made by {name}; fingerprint: {fingerprint}",
    )
    mend = Message(
        "作った団体に電話などで指紋を尋ね、同じなら、パッケージの画面で2人が確かめるか、"
        "運用担当者が「madoguchi forms trust」で登録してください。",
        "Ask its maker for the fingerprint by telephone. If it is the same, two people confirm it on the page of the "
        "package, or an operator does with “madoguchi forms trust”.",
    )


class FingerprintOther(Refused):
    """What was typed is not the fingerprint of the key."""

    code = "forms.fingerprint_other"
    status = 422
    what = Message("署名の鍵を登録しませんでした。", "The key was not confirmed.")
    why = Message("入力された指紋が、このパッケージの鍵の指紋と違います。", "It is another fingerprint than the key's.")
    mend = Message(
        "作った団体から聞いた指紋を、もう一度確かめてください。違うときは、採用しないでください。",
        "Check what the maker told you. If it is really another, do not adopt the package.",
    )


class SecondPersonNeeded(Refused):
    """The person who has confirmed a key first cannot be the second one."""

    code = "forms.second_person_needed"
    status = 403
    what = Message("署名の鍵を登録しませんでした。", "The key was not confirmed.")
    why = Message("はじめに確かめた人とは別の人が確かめます。", "Another person than the first one has to confirm it.")
    mend = Message("手続きを公開できるほかの人に頼んでください。", "Ask somebody else who may publish procedures.")


class SignerConfirmed(Refused):
    """Two people, or an operator, have confirmed the key already."""

    code = "forms.signer_confirmed"
    what = Message("署名の鍵は登録済みです。", "The key is trusted already.")
    why = Message("ほかの人が先に確かめました。", "Somebody else has confirmed it first.")
    mend = Message("画面を読み込み直して、採用へ進んでください。", "Reload the page and go on to adopt the package.")


class PackageOfAnother(Refused):
    """It is of another procedure than the one it was to be adopted for."""

    code = "forms.package_of_another"
    status = 422
    what = NOT_ADOPTED
    why = Message(
        "このパッケージの手続きコードは「{found}」で、「{wanted}」と異なります。",
        "The package is of “{found}”, not of “{wanted}”.",
    )
    mend = Message("手続きを選び直してください。", "Choose the procedure anew.")


class PackageNotNewer(Refused):
    """What was adopted is this version or a newer one."""

    code = "forms.package_not_newer"
    what = NOT_ADOPTED
    why = Message(
        "すでに {adopted} を採用しています。このパッケージは {found} です。",
        "Version {adopted} is adopted already; this is {found}.",
    )
    mend = Message(
        "作った団体に、もっと新しい版があるか尋ねてください。", "Ask its maker whether there is a newer version."
    )


class PackageRulesMissing(Refused):
    """The form names rules that are neither in the package nor known here."""

    code = "forms.package_rules_missing"
    status = 422
    what = Message("パッケージがそろっていません。", "The package is not complete.")
    why = Message(
        "様式が使う規則「{rules}」が、パッケージにも、この団体にもありません。",
        "The form uses the rules “{rules}”, which are neither in the package nor known to this body.",
    )
    mend = Message(
        "先に規則を採用してから公開し直すか、規則の入ったパッケージを受け取ってください。",
        "Adopt the rules first and publish anew, or get a package that holds them.",
    )


class PackagePartRefused(Refused):
    """A part that another room reads has faults. Facts: ``part``, ``ja``, ``en``."""

    code = "forms.package_part_refused"
    status = 422
    what = NOT_ADOPTED
    why = Message("「{part}」に直すところがあります。{ja}", "“{part}” needs mending. {en}")
    mend = Message("作った団体に知らせて、直したものを受け取ってください。", "Tell its maker, and get a mended one.")


class NothingReceived(Refused):
    """No package waits for this procedure, or another one does."""

    code = "forms.nothing_received"
    what = Message("受け取ったパッケージがありません。", "There is no package to be adopted.")
    why = Message(
        "ほかの人が先に採用したか、取り消したか、別のパッケージに替えました。",
        "Somebody has adopted it, dropped it or put another in its place.",
    )
    mend = Message("画面を読み込み直してください。", "Reload the page.")


class ChoicesMissing(Refused):
    """Both changed something, and nobody has chosen. Facts: ``count``, ``places``."""

    code = "forms.choices_missing"
    status = 422
    what = Message("まだ採用していません。", "It was not adopted yet.")
    why = Message(
        "両方が変えた{count}か所について、どちらにするかが選ばれていません。{places}",
        "Both changed {count} places, and nobody has chosen: {places}",
    )
    mend = Message("それぞれ、どちらにするかを選んでください。", "Choose one for each.")


class ChoiceUnknown(Refused):
    """A choice is about nothing that differs. Facts: ``path``."""

    code = "forms.choice_unknown"
    status = 422
    what = Message("まだ採用していません。", "It was not adopted yet.")
    why = Message("「{path}」は違いの一覧にありません。", "“{path}” is not among the differences.")
    mend = Message("違いの一覧にある場所を書いてください。", "Name a place of the list of differences.")


class NothingToPack(Refused):
    """The version that was to be packed is not there."""

    code = "forms.nothing_to_pack"
    status = 404
    what = Message("書き出せる版がありません。", "There is no version to be packed.")
    why = Message("この手続きは、まだ公開していません。", "The procedure was not published yet.")
    mend = Message("公開してから書き出してください。", "Publish it first.")
