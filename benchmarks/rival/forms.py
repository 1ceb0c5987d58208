"""The same questions as the product's bench form, as a Django form of 15 fields."""

from django import forms

CHOICES = [("post", "郵送（住所へお送りします）"), ("counter", "窓口で受け取る"), ("branch", "支所で受け取る")]


class Application(forms.Form):
    """An application of one page."""

    name = forms.CharField(label="氏名", max_length=50, help_text="戸籍のとおりに入力してください。")
    kana = forms.CharField(label="氏名フリガナ", max_length=100, help_text="カタカナで入力してください。")
    birth_date = forms.DateField(label="生年月日")
    postal_code = forms.RegexField(r"^[0-9]{7}$", label="郵便番号")
    address = forms.CharField(label="住所", max_length=200)
    building = forms.CharField(label="建物名", max_length=100, required=False)
    phone = forms.CharField(label="電話番号", max_length=20)
    email = forms.EmailField(label="メールアドレス", required=False)
    household = forms.IntegerField(label="世帯の人数", min_value=1, max_value=20)
    income = forms.IntegerField(label="年間の収入", min_value=0, required=False)
    reissue = forms.ChoiceField(
        label="再発行ですか", choices=[("yes", "はい"), ("no", "いいえ")], widget=forms.RadioSelect
    )
    receive = forms.ChoiceField(label="受け取り方法", choices=CHOICES, widget=forms.RadioSelect)
    reasons = forms.MultipleChoiceField(
        label="理由", choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False
    )
    note = forms.CharField(label="連絡事項", widget=forms.Textarea, max_length=400, required=False)
    agree = forms.BooleanField(label="内容の確認に同意します")
