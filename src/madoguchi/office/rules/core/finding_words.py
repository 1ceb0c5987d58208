"""The words of findings in expressions: what happened, why, how to mend it. ``{near}`` is empty or a sentence."""

from collections.abc import Mapping
from typing import Final

from madoguchi.ground.kernel.errors import Message

_M = Message

WORDS: Final[Mapping[str, tuple[Message, Message, Message]]] = {
    "too_long": (
        _M("式が長すぎます。", "The expression is too long."),
        _M("1つの式は{most}文字までです。", "One expression has at most {most} characters."),
        _M("いくつかの定義に分けてください。", "Please split it into several definitions."),
    ),
    "too_deep": (
        _M("式の入れ子が深すぎます。", "The expression is nested too deeply."),
        _M("入れ子と、つないだ計算は{most}段までです。", "Nesting and chains go to {most} levels."),
        _M(
            "途中の計算に名前を付けて、別の定義にしてください。",
            "Please give a part a name as a definition of its own.",
        ),
    ),
    "character_not_readable": (
        _M("読み取れない文字があります（{sign}）。", "There is a character that cannot be read ({sign})."),
        _M("式で使わない文字です。", "It has no meaning in an expression."),
        _M("その文字を消してください。文字そのものは「」で囲みます。", "Please delete it. Texts are put in 「」."),
    ),
    "no_true_division": (
        _M("「/」や「÷」の割り算はありません。", "There is no division by / or ÷."),
        _M("割った結果の端数の扱いが決まらないためです。", "It would leave open what happens to the fraction."),
        _M(
            "「//」（小さい方の整数にする割り算）を使うか、四捨五入などで小数を掛けてください。",
            "Please use // (down to a whole number), or multiply by a decimal inside a rounding.",
        ),
    ),
    "text_not_closed": (
        _M("文字の終わりがありません。", "The text does not end."),
        _M('「や"で始めた文字は、」や"で閉じます。', 'A text opened by 「 or " is closed by 」 or ".'),
        _M('文字の終わりに」か"を書いてください。', 'Please close it with 」 or ".'),
    ),
    "number_not_readable": (
        _M("数「{text}」を読み取れません。", "The number 「{text}」 cannot be read."),
        _M("億・万・千は大きい順に1回ずつ書きます。", "億, 万 and 千 are written once each, the largest first."),
        _M(
            "「1億2,000万円」「38万円」「3,000円」のように書いてください。",
            "Please write it like 1億2,000万円, 38万円 or 3,000円.",
        ),
    ),
    "number_too_large": (
        _M("数が大きすぎます。", "The number is too large."),
        _M("正確に計算できるのは2の53乗より小さい数です。", "Numbers below 2^53 are exact everywhere."),
        _M("数を確かめてください。", "Please check the number."),
    ),
    "number_grouped": (
        _M(
            "コンマが桁区切りなのか、区切りの記号なのか決まりません。",
            "It is not clear whether the comma groups digits or parts arguments.",
        ),
        _M(
            "関数のかっこの中に、単位のない「1,200」のような数があります。",
            "A number like 1,200 without a unit stands inside a call.",
        ),
        _M(
            "数なら「1200」か「1,200円」、2つの値なら「1, 200」と書いてください。",
            "Please write 1200 or 1,200円 for one number; 1, 200 for two.",
        ),
    ),
    "decimal_too_long": (
        _M("小数の桁が多すぎます。", "The decimal has too many digits."),
        _M("小数点より下は{most}桁までです。", "At most {most} digits may follow the point."),
        _M("桁を減らしてください。", "Please use fewer digits."),
    ),
    "decimal_too_long_together": (
        _M("小数の桁が合わせて多すぎます。", "The decimals have too many digits together."),
        _M(
            "掛け合わせた小数の桁と単位が大きく、正確に計算できません。",
            "Multiplied, they and the unit go beyond what is exact.",
        ),
        _M("小数の桁を減らすか、途中で丸めてください。", "Please use fewer digits or round in between."),
    ),
    "unit_unknown": (
        _M("数の後の「{text}」がわかりません。", "「{text}」 after a number is not understood."),
        _M("数に付けられるのは、億・万・千・円だけです。", "Only 億, 万, 千 and 円 can follow a number."),
        _M("単位を消すか、間に空白か記号を入れてください。", "Please delete it, or put a space or sign between."),
    ),
    "date_impossible": (
        _M("「{text}」という日はありません。", "There is no day 「{text}」."),
        _M("ない月日か、扱えない年です。", "The month has no such day, or the year is out of range."),
        _M("日付を確かめてください。", "Please check the date."),
    ),
    "ends_too_early": (
        _M("式が途中で終わっています。", "The expression ends too early."),
        _M("この後に値か、閉じかっこが必要です。", "A value or a closing bracket is needed here."),
        _M("続きを書いてください。", "Please write the rest."),
    ),
    "unexpected": (
        _M("ここに書けないものがあります。", "Something stands where it cannot."),
        _M(
            "値と値の間には記号が、記号の後には値が必要です。",
            "Between two values a sign is needed, after a sign a value.",
        ),
        _M(
            "記号、コンマ、かっこの抜けや余りを確かめてください。名前の間の「かつ」「または」は前後に空白を入れてください。",
            "Please look for a missing or extra sign, comma or bracket. かつ and または need spaces around them.",
        ),
    ),
    "mixed_words": (
        _M("「かつ」と「または」が並んでいます。", "かつ (and) and または (or) stand side by side."),
        _M("どちらを先に見るかが決まりません。", "It is not clear which comes first."),
        _M("先に見る方をかっこで囲んでください。", "Please put brackets around the part that belongs together."),
    ),
    "chained_comparison": (
        _M("比較が続いています。", "Comparisons follow each other."),
        _M("比べられるのは2つの値です。", "A comparison has two sides."),
        _M("「0 <= x かつ x < 3」のように分けてください。", "Please write two, like 0 <= x かつ x < 3."),
    ),
    "unknown_name": (
        _M("「{name}」という名前はありません。{near}", "There is no name 「{name}」.{near}"),
        _M("項目、パラメーター、定義のどれにも見つかりません。", "It is no input, parameter or definition."),
        _M("名前を確かめてください。文字そのものなら「」で囲みます。", "Please check the name. A text is put in 「」."),
    ),
    "unknown_function": (
        _M("「{name}」という関数はありません。{near}", "There is no function 「{name}」.{near}"),
        _M("関数にもパラメーターの表にも見つかりません。", "It is neither a function nor a parameter with a table."),
        _M("名前を確かめてください。", "Please check the name."),
    ),
    "not_a_function": (
        _M("「{name}」にかっこは付けられません。", "「{name}」 cannot be followed by brackets."),
        _M("表ではなく、1つの値だからです。", "It is one value, not a table."),
        _M("かっこを消してください。", "Please delete the brackets."),
    ),
    "function_without_brackets": (
        _M("「{name}」にかっこがありません。", "「{name}」 has no brackets."),
        _M("関数には、かっこの中に値が必要です。", "The function needs values in brackets."),
        _M("「{name}(…)」と書いてください。", "Please write {name}(…)."),
    ),
    "table_without_key": (
        _M("「{name}」のどの行かが書かれていません。", "It is not said which row of 「{name}」 is meant."),
        _M("表なので、行を選ぶ整数が必要です。", "It is a table and needs a whole number."),
        _M("「{name}(扶養人数)」のように書いてください。", "Please write it like {name}(扶養人数)."),
    ),
    "group_alone": (
        _M("「{name}」は人の集まりで、1つの値ではありません。", "「{name}」 is a group of people, not one value."),
        _M(
            "集まりは、数える・合計・どれか などの最初に書きます。",
            "A group stands first in 数える, 合計, どれか and the like.",
        ),
        _M("「数える({name})」のように書いてください。", "Please write it like 数える({name})."),
    ),
    "not_a_group": (
        _M("「{name}」の最初には人の集まりを書きます。", "「{name}」 begins with a group of people."),
        _M("ここにあるのは集まりの名前ではありません。", "What stands here is no group."),
        _M("「{groups}」のどれかを書いてください。", "Please write one of 「{groups}」."),
    ),
    "member_name_in_whole": (
        _M("「{name}」は人ごとの値です。", "「{name}」 is a value of each person."),
        _M("世帯や申請の式では、だれの値かが決まりません。", "In an expression about the whole it is not clear whose."),
        _M(
            "「合計(世帯員, {name})」のように、集まりの関数の中に書いてください。",
            "Please put it inside a function over a group, like 合計(世帯員, {name}).",
        ),
    ),
    "no_birth_here": (
        _M("「{name}」に使う生年月日が決まりません。", "It is not clear whose birth date 「{name}」 uses."),
        _M(
            "人ごとの式ではないか、生年月日の項目がありません。",
            "This is no expression about a person, or there is no birth date input.",
        ),
        _M(
            "生年月日をかっこの中に書くか、人ごとの定義に移してください。",
            "Please write the date in the brackets or move this to a definition about a person.",
        ),
    ),
    "type_mismatch": (
        _M(
            "ここには{wanted}が必要ですが、{found}になっています。", "A {wanted} is needed here, but this is a {found}."
        ),
        _M("種類の違う値は、自動では変換されません。", "Values of another type are never converted unasked."),
        _M("値か、比べる相手を確かめてください。", "Please check the value and what it stands beside."),
    ),
    "yen_needed": (
        _M(
            "ここには金額が必要ですが、単位のない数になっています。",
            "An amount is needed here, but this number has no unit.",
        ),
        _M("金額と、ただの整数は区別されます。", "Amounts and plain numbers are kept apart."),
        _M("数の後に「円」を付けてください。", "Please write 円 after the number."),
    ),
    "number_needed": (
        _M(
            "ここには数か金額が必要ですが、{found}になっています。",
            "A number or amount is needed here, but this is a {found}.",
        ),
        _M("計算できるのは数と金額だけです。", "Only numbers and amounts can be calculated with."),
        _M("値を確かめてください。", "Please check the value."),
    ),
    "no_such_arithmetic": (
        _M("{left}と{right}に「{sign}」は使えません。", "{left} {sign} {right} is not defined."),
        _M(
            "金額と整数は足し引きできず、金額どうしは掛けられません。",
            "Amounts and numbers are not added, and amounts not multiplied together.",
        ),
        _M("「円」の付け忘れがないか確かめてください。", "Please see whether a 円 is missing."),
    ),
    "not_ordered": (
        _M("{found}に「{sign}」は使えません。", "{sign} cannot be used with a {found}."),
        _M("大小があるのは、数、金額、日付です。", "Numbers, amounts and dates have an order."),
        _M("「=」「<>」か、いずれか(…)を使ってください。", "Please use =, <> or いずれか(…)."),
    ),
    "compared_with_unknown": (
        _M("「不明」とは比べられません。", "Nothing can be compared with 不明."),
        _M("不明と比べた結果は、いつも不明になるためです。", "The result would always be unknown."),
        _M("わからないかどうかは「不明か(…)」で調べてください。", "Please ask with 不明か(…)."),
    ),
    "type_undecided": (
        _M("この「不明」の種類が決まりません。", "It is not clear of which type this 不明 is."),
        _M("並べる値がありません。", "No other value stands beside it."),
        _M("定義に種類を書くか、値と並べてください。", "Please give the definition a type, or put it beside a value."),
    ),
    "no_such_member": (
        _M("「{name}」に「{text}」という選択肢はありません。{near}", "「{text}」 is no choice of 「{name}」.{near}"),
        _M("書けるのは決められた選択肢だけです。", "Only the choices declared can be written."),
        _M("選択肢を確かめてください。", "Please check the choices."),
    ),
    "argument_count": (
        _M("「{name}」の値の数が合いません（{found}個）。", "「{name}」 has the wrong number of values ({found})."),
        _M("必要なのは{wanted}個です。", "It takes {wanted}."),
        _M("コンマで区切った値の数を確かめてください。", "Please check the values between the commas."),
    ),
    "literal_needed": (
        _M("「{name}」に並べるのは、決まった値だけです。", "「{name}」 lists fixed values only."),
        _M("ここにあるのは計算か名前です。", "This is a calculation or a name."),
        _M("「=」と「または」を使って書いてください。", "Please use = and または."),
    ),
    "unit_not_positive": (
        _M("「{name}」の単位が決まりません。", "The unit of 「{name}」 is not settled."),
        _M(
            "2番目には、1円・10円・1 のような決まった数を書きます。",
            "The second value is a fixed positive number such as 1円, 10円 or 1.",
        ),
        _M("「{name}(x * 0.05, 10円)」のように書いてください。", "Please write it like {name}(x * 0.05, 10円)."),
    ),
    "decimal_outside": (
        _M("小数がここでは使えません。", "A decimal cannot stand here."),
        _M(
            "端数の扱いを決めるため、小数は四捨五入・切り捨て・切り上げの中の + - * だけで使えます。",
            "So that fractions are settled, decimals stand only in + - * inside 四捨五入, 切り捨て or 切り上げ.",
        ),
        _M(
            "「四捨五入(所得 * 0.05, 1円)」のように書いてください。", "Please write it like 四捨五入(所得 * 0.05, 1円)."
        ),
    ),
}
