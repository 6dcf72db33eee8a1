"""Momentum made orthogonal: in these small models a step of it is worth several of Adam's."""
import torch


class Muon(torch.optim.Optimizer):
    """For weights of two or more dimensions, seen as matrices. `dtype` is what the products are made in, unlike torch's own,
    whose 16 bits cost more than the rest of a training step where the processor has to emulate them. Source: Jordan et al.,
    Muon, 2024."""

    def __init__(self, parameters, lr, weight_decay=0.0, dtype=torch.float32):
        super().__init__(parameters, dict(lr=lr, weight_decay=weight_decay, dtype=dtype))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            alike = {}                       # those of one shape at once: on a GPU the number of products counts, not their size
            for p in group['params']:
                alike.setdefault(p.shape, []).append(p)
            for several in alike.values():
                for p in several:
                    if not self.state[p]:
                        self.state[p]['momentum_buffer'] = torch.zeros_like(p)
                grads = [p.grad for p in several]
                momenta = [self.state[p]['momentum_buffer'] for p in several]
                torch._foreach_lerp_(momenta, grads, 0.05)
                g = torch.stack(torch._foreach_lerp(grads, momenta, 0.95)).flatten(2)
                turned = g.shape[1] > g.shape[2]
                g = g.transpose(1, 2) if turned else g
                x = (g / (g.norm(dim=(1, 2), keepdim=True) + 1e-9)).to(group['dtype'])
                for _ in range(5):
                    a = x @ x.transpose(1, 2)
                    x = 3.4445 * x + (-4.775 * a + 2.0315 * a @ a) @ x
                x = x.transpose(1, 2) if turned else x
                torch._foreach_mul_(several, 1 - group['lr'] * group['weight_decay'])
                # as large as a step of Adam's
                scale = -group['lr'] * 0.2 * max(x.shape[1:]) ** 0.5
                torch._foreach_add_(several, [y.view(p.shape).to(p.dtype) for y, p in zip((x * scale).contiguous(), several)])
