/**
 * The language of a text by words and endings that are its own, where the detector does not know the language or takes it for another.
 *
 * @param told what the detector says; empty when it cannot tell
 */
export function tellByWords(text: string, told: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
  let best = { language: told, count: 0 };
  for (const { language, takenFor, own, least } of signs) {
    if (!takenFor.test(told)) continue;
    const count = words.filter((word) => own.test(word)).length;
    if (count < Math.max(1, Math.min(least, words.length))) continue;
    if (count > best.count || (count === best.count && language === told)) best = { language, count };
  }
  return best.language;
}

interface Signs {
  language: string;
  takenFor: RegExp;
  own: RegExp;
  /** How many words tell it; in a text of fewer, all. */
  least: number;
}

const signs: readonly Signs[] = [
  {
    language: 'ga',
    // To the detector it is any language in Latin letters.
    takenFor: /^(?!ar|be|bg|el|fa|he|hi|hy|ja|ka|ko|mr|ru|sr|ta|th|uk|vi|yi|zh)/,
    own: /^(?:agus|tá|níl|bhí|atá|bhfuil|freisin|raibh|gach|chun|nuair|anseo|anois|bheith|muid|conas|cén|duine|daoine|inniu|mhaith|ní|gur|bhur|sibh|thú|liom|leat|linn|agam|agat|againn|orm|ort|dom|duit|dúinn|uile|fós|arís|seo|bhf\p{L}+|gc\p{L}+|bp\p{L}+|dt[aeiouáéíóúr]\p{L}*|mb[aeiouáéíóú]\p{L}+|ng[aeiouáéíóú]\p{L}+|[bcdfgmpst]h[aeiouáéíóúlr]\p{L}*[áéíóú]\p{L}*)$/u,
    least: 2,
  },
  {
    language: 'hi',
    takenFor: /^(?:hi|mr)$/,
    own: /^(?:है|हैं|हूँ|हूं|हो|का|की|के|को|में|से|और|नहीं|यह|वह|था|थे|थी|कि|पर|ने|भी|किसी|सभी|इस|उस|जो|या|कोई|अपने|अपनी|मैं|हम|आप|तुम|लिए|गया|कर|एक|तो|ही|क्या|जिस|इन|उन|हर|तथा|एवं|व्यक्ति|\p{L}[\p{L}\p{M}]*(?:ियों|ाओं|ोंने))$/u,
    least: 1,
  },
  {
    language: 'mr',
    takenFor: /^(?:hi|mr)$/,
    own: /^(?:आहे|आहेत|आणि|नाही|नये|व|हा|ही|हे|या|ज्या|त्या|मी|तू|आम्ही|पण|सर्व|कोणत्याही|कोणालाही|कोणालाहि|किंवा|असे|होता|होते|[\p{L}\p{M}]*ळ[\p{L}\p{M}]*|[\p{L}\p{M}]{2,}(?:च्या|चा|ची|चे|ला|ास|ात|ाने|साठी|मध्ये|ण्यात|ण्याचा|तील))$/u,
    least: 1,
  },
  {
    language: 'ne',
    takenFor: /^(?:hi|mr)$/,
    own: /^(?:छ|छन्|छु|छैन|र|पनि|हो|होइन|यो|त्यो|हामी|तिमी|तपाईं|मलाई|गर्न|गर्ने|भएको|हुन्छ|हुनेछ|हुने|कुनै|सबै|वा|अनि|उपर|द्वारा|[\p{L}\p{M}]{2,}(?:हरू|हरु|लाई|को|का|मा|बाट|सँग|नेछ|एको|इने|इएको|ले))$/u,
    least: 1,
  },
  {
    language: 'yi',
    takenFor: /^(?:he)?$/,
    // Letters and words that Hebrew does not have.
    own: /^(?:און|איז|פון|דער|דאס|מיט|האט|נישט|ניט|וואס|אויף|איך|זיך|ווי|אויך|האבן|געווען|מען|זיי|יעדער|צו|[\p{L}\p{M}]*[\u05f0-\u05f2][\p{L}\p{M}]*)$/u,
    least: 2,
  },
];
