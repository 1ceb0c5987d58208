"""``{% load ui %}``: every component as a tag, and filters for words, dates and money."""

from django import template

from madoguchi.ground.ui import components, words
from madoguchi.ground.ui.icons import icon
from madoguchi.ground.ui.kept import kept

register = template.Library()

for function in components.TAGS:
    register.simple_tag(function)
for block in components.BLOCKS:
    register.simple_block_tag(block)
register.simple_tag(icon)
register.tag("kept", kept)

register.filter("say", words.say)
register.filter("wareki", words.wareki)
register.filter("wareki_time", words.wareki_time)
register.filter("yen", words.yen)
register.filter("file_size", words.file_size)
