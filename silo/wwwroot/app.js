const answer = await fetch('/v1/group');
const group = await answer.json();
document.getElementById('group').textContent = group.name;
document.getElementById('members').textContent = group.members.map((member) => member.name).join(', ');
