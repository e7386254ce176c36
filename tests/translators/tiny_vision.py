"""Networks of the real classes with random weights and a few words, saved as their publishers do.

Each takes a second to make, and says nonsense: what is tested is the way in and out.
"""

import json
from pathlib import Path
from typing import Any

_SENTENCES = """
what does the image describe in detail with a paragraph is shown colour of bus this
picture one short sentence answer few words if not show it unknown who where user
assistant red blue dog cat street on near left right man woman and two three
"""
WORDS = tuple(_SENTENCES.split())
SIGNS = ("?", ".", ",", ":", "</s>")


def _tokenizer(special: list[str], **named: str) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    words = dict.fromkeys(("<pad>", "<s>", "<unk>", *SIGNS, *special, *WORDS))
    model = models.WordLevel({word: place for place, word in enumerate(words)}, "<unk>")
    made = Tokenizer(model)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=made,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        extra_special_tokens=named,
    )
    tokenizer.add_special_tokens({"additional_special_tokens": special})
    return tokenizer


def _save(model: Any, folder: Path) -> None:
    """With larger weights than a network begins with: what goes in shall show in what comes out."""
    import torch

    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.normal_(0.0, 0.4)
    model.save_pretrained(folder)


def make_florence2(folder: Path) -> Path:
    import torch
    from transformers import (
        CLIPImageProcessor,
        Florence2Config,
        Florence2ForConditionalGeneration,
        Florence2Processor,
    )

    torch.manual_seed(1)
    places = [f"<loc_{number}>" for number in range(1000)]
    tokenizer = _tokenizer(["<image>", *places], image_token="<image>")
    size = {"height": 64, "width": 64}
    images = CLIPImageProcessor(size=size, crop_size=size, do_center_crop=False)
    images.image_seq_length = 5
    config = Florence2Config(
        text_config={
            "model_type": "bart",
            "vocab_size": len(tokenizer),
            "d_model": 16,
            "encoder_layers": 1,
            "decoder_layers": 1,
            "encoder_attention_heads": 2,
            "decoder_attention_heads": 2,
            "encoder_ffn_dim": 32,
            "decoder_ffn_dim": 32,
            "max_position_embeddings": 256,
            "pad_token_id": tokenizer.pad_token_id,
            "bos_token_id": tokenizer.bos_token_id,
            "eos_token_id": tokenizer.eos_token_id,
            "decoder_start_token_id": tokenizer.eos_token_id,
            "forced_eos_token_id": tokenizer.eos_token_id,
        },
        vision_config={
            "depths": [1, 1, 1, 1],
            "embed_dim": [8, 16, 16, 16],
            "num_heads": [2, 2, 2, 2],
            "num_groups": [2, 2, 2, 2],
            "projection_dim": 16,
            "window_size": 4,
        },
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
    )
    _save(Florence2ForConditionalGeneration(config), folder)
    Florence2Processor(images, tokenizer).save_pretrained(folder)
    return folder


def make_smolvlm(folder: Path) -> Path:
    import torch
    from transformers import (
        SmolVLMConfig,
        SmolVLMForConditionalGeneration,
        SmolVLMImageProcessor,
    )

    torch.manual_seed(2)
    special = ["<image>", "<fake_token_around_image>", "<global-img>", "<end_of_utterance>"]
    rows = [f"<row_{row}_col_{column}>" for row in range(1, 7) for column in range(1, 7)]
    tokenizer = _tokenizer([*special, *rows], image_token="<image>")
    images = SmolVLMImageProcessor(
        size={"longest_edge": 64}, max_image_size={"longest_edge": 32}, do_image_splitting=True
    )
    config = SmolVLMConfig(
        text_config={
            "model_type": "llama",
            "vocab_size": len(tokenizer),
            "hidden_size": 16,
            "intermediate_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "num_key_value_heads": 2,
            "max_position_embeddings": 2048,
            "pad_token_id": tokenizer.pad_token_id,
            "bos_token_id": tokenizer.bos_token_id,
            "eos_token_id": tokenizer.eos_token_id,
        },
        vision_config={
            "hidden_size": 16,
            "intermediate_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 8,
        },
        scale_factor=2,
        image_token_id=tokenizer.convert_tokens_to_ids("<image>"),
    )
    _save(SmolVLMForConditionalGeneration(config), folder)
    template = (
        "{% for message in messages %}{{ message['role'] }} : {% for part in message['content'] %}"
        "{% if part['type'] == 'image' %}<image>{% else %}{{ part['text'] }}{% endif %}"
        "{% endfor %}<end_of_utterance>{% endfor %}{% if add_generation_prompt %}assistant :"
        "{% endif %}"
    )
    images.save_pretrained(folder)
    tokenizer.chat_template = template
    tokenizer.save_pretrained(folder)
    settings = {"image_seq_len": 4, "processor_class": "SmolVLMProcessor"}
    (folder / "processor_config.json").write_text(json.dumps(settings))
    return folder


def make_blip(folder: Path, *, answers: bool) -> Path:
    import torch
    from transformers import (
        BlipConfig,
        BlipForConditionalGeneration,
        BlipForQuestionAnswering,
        BlipImageProcessor,
        BlipProcessor,
    )

    torch.manual_seed(3)
    tokenizer = _tokenizer(["[ENC]"])
    config = BlipConfig(
        text_config={
            "vocab_size": len(tokenizer),
            "hidden_size": 16,
            "encoder_hidden_size": 16,
            "intermediate_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "max_position_embeddings": 64,
            "bos_token_id": tokenizer.bos_token_id,
            "pad_token_id": tokenizer.pad_token_id,
            "eos_token_id": tokenizer.eos_token_id,
            "sep_token_id": tokenizer.eos_token_id,
        },
        vision_config={
            "hidden_size": 16,
            "intermediate_size": 32,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "image_size": 32,
            "patch_size": 8,
        },
        projection_dim=16,
    )
    kind = BlipForQuestionAnswering if answers else BlipForConditionalGeneration
    _save(kind(config), folder)
    images = BlipImageProcessor(size={"height": 32, "width": 32})
    BlipProcessor(images, tokenizer).save_pretrained(folder)
    return folder


def make_depth_anything(folder: Path) -> Path:
    import torch
    from transformers import (
        DepthAnythingConfig,
        DepthAnythingForDepthEstimation,
        Dinov2Config,
        DPTImageProcessor,
    )

    torch.manual_seed(4)
    backbone = Dinov2Config(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=56,
        patch_size=14,
        out_features=["stage1", "stage2"],
        reshape_hidden_states=False,
        apply_layernorm=True,
    )
    config = DepthAnythingConfig(
        backbone_config=backbone,
        reassemble_hidden_size=16,
        patch_size=14,
        neck_hidden_sizes=[8, 8],
        reassemble_factors=[2, 1],
        fusion_hidden_size=8,
        head_hidden_size=4,
    )
    DepthAnythingForDepthEstimation(config).save_pretrained(folder)
    DPTImageProcessor(
        size={"height": 56, "width": 56}, ensure_multiple_of=14, keep_aspect_ratio=True
    ).save_pretrained(folder)
    return folder
