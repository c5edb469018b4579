"""Draws pairs of a lemma and a form from simplemma's dictionaries.

The rule: of the 30,000 words that wordfreq calls the most frequent of a language (of all words of the dictionary where wordfreq has no
list), those of letters alone that the dictionary, read in lower case, gives exactly one lemma. Where this is another word, which wordfreq knows
too, the two are a pair; where it is the word itself, it is a lemma. Both are ordered by the SHA-256 of seed, language and word, and the first are taken.
"""

import hashlib
import json
import sys
import unicodedata
from collections import defaultdict

from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY
from wordfreq import top_n_list, zipf_frequency

FREQUENT = 30_000
LEMMAS = 8_000


def lower(word, language):
    if language == "tr":
        word = word.replace("I", "ı").replace("İ", "i")
    return unicodedata.normalize("NFC", word.lower())


def is_word(word):
    return len(word) > 1 and all(unicodedata.category(sign)[0] in "LM" for sign in word)


def draw(words, count, key):
    def order(word):
        return hashlib.sha256(f"{key} {word}".encode()).digest()

    return sorted(words, key=order)[:count]


def sample(seed, count, language, dictionary, frequencies=None):
    lemmas_of = defaultdict(set)
    for form, lemma in DEFAULT_DICTIONARY_FACTORY.get_dictionary(dictionary).items():
        lemmas_of[lower(form, language)].add(lower(lemma, language))
    words = [lower(word, language) for word in top_n_list(frequencies, FREQUENT)] if frequencies else list(lemmas_of)
    pairs, lemmas = {}, set()
    for word in words:
        if not is_word(word) or len(lemmas_of.get(word, ())) != 1:
            continue
        lemma = next(iter(lemmas_of[word]))
        if lemma == word:
            lemmas.add(word)
        elif is_word(lemma) and (not frequencies or zipf_frequency(lemma, frequencies) > 0):
            pairs[word] = lemma
    key = f"{seed} {language}"
    return {
        "language": language,
        "pairs": [(pairs[form], form) for form in draw(pairs, count, key)],
        "lemmas": draw(lemmas, LEMMAS, key),
    }


asked = json.load(sys.stdin)
json.dump(
    [
        sample(asked["seed"], asked["pairs"], language["code"], language["dictionary"], language.get("frequencies"))
        for language in asked["languages"]
    ],
    sys.stdout,
)
