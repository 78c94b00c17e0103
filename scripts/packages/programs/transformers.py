"""BERT and GPT-2 from a configuration: forward, loss, a step of training, generation."""

import torch
from transformers import BertConfig, BertForSequenceClassification, GPT2Config, GPT2LMHeadModel

torch.manual_seed(0)
small = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64, "vocab_size": 99}
bert = BertForSequenceClassification(BertConfig(**small, num_labels=3))
tokens, mask = torch.randint(99, (2, 7)), torch.ones(2, 7, dtype=torch.long)
mask[1, 5:] = 0
optimizer = torch.optim.AdamW(bert.parameters(), lr=1e-3)
bert.eval()
for _ in range(3):
    answer = bert(input_ids=tokens, attention_mask=mask, labels=torch.tensor([0, 2]))
    optimizer.zero_grad()
    answer.loss.backward()
    optimizer.step()
    print(round(answer.loss.item(), 5), tuple(answer.logits.shape))
gpt = GPT2LMHeadModel(
    GPT2Config(vocab_size=99, n_positions=32, n_embd=32, n_layer=2, n_head=2, eos_token_id=98, bos_token_id=98)
)
gpt.eval()
answer = gpt(input_ids=tokens, labels=tokens)
answer.loss.backward()
print(round(answer.loss.item(), 5), round(gpt.transformer.wte.weight.grad.abs().sum().item(), 3))
print(gpt.generate(tokens[:1], max_new_tokens=5, do_sample=False, pad_token_id=98).tolist())
print(gpt.generate(tokens[:1], max_new_tokens=5, num_beams=2, do_sample=False, pad_token_id=98).shape)
